package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.InheritedFds;
import org.usher.activation.InheritedSocket;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketType;

@ExtendWith(OpenFds.class)
class HandoffListenerTest {
    private final Kernel kernel = Kernel.linux();
    private final TestDispatcher dispatcher;
    private final HandoffListener listener;

    HandoffListenerTest(@TempDir Path directory) throws IOException {
        dispatcher = new TestDispatcher(directory);
        listener = dispatcher.appListens();
    }

    @AfterEach
    void close() {
        listener.close();
        dispatcher.close();
    }

    @Test
    void aHandedConnectionIsARealChannelWithEveryOctetAndTheRealAddresses() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            client.write(bytes("GET /wiki/ HTTP/1.1\r\n"));
            dispatcher.handOver("");
            try (HandedConnection connection = listener.accept();
                    Selector selector = Selector.open()) {
                assertEquals(client.getLocalAddress(), connection.client());
                assertEquals(client.getRemoteAddress(), connection.local());
                assertEquals(client.getLocalAddress(), connection.channel().getRemoteAddress());
                assertEquals(HandoffVectorsTest.ID, connection.id());
                assertEquals("/wiki/", connection.prefix());
                assertEquals(1, connection.hops());
                assertEquals(Scope.of(Scope.Kind.PREFIX, TestDispatcher.LEASE_SECONDS), connection.scope());
                assertEquals("http", connection.scheme());

                connection.channel().configureBlocking(false);
                connection.channel().register(selector, SelectionKey.OP_READ);
                assertEquals(1, selector.select(5000));
                assertEquals("GET /wiki/ HTTP/1.1\r\n", read(connection));
                connection.channel().write(bytes("HTTP/1.1 204 No Content\r\n\r\n"));
                assertEquals("HTTP/1.1 204 No Content\r\n\r\n", read(client));
            }
        }
    }

    @Test
    void unreadOctetsComeBeforeThoseOfTheSocket() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            client.write(bytes(" HTTP/1.1\r\n"));
            dispatcher.handOver("GET /wiki/");
            try (HandedConnection connection = listener.accept()) {
                assertEquals(
                        "GET /wiki/",
                        StandardCharsets.US_ASCII
                                .decode(connection.unread().duplicate())
                                .toString());
                ByteBuffer three = ByteBuffer.allocate(3);
                assertEquals(3, connection.read(three));
                assertEquals(" /wiki/", read(connection));
                assertEquals(" HTTP/1.1\r\n", read(connection));
            }
        }
    }

    @Test
    void closingFromAnotherThreadEndsABlockedAccept() throws Exception {
        CompletableFuture<HandedConnection> accepted = CompletableFuture.supplyAsync(() -> {
            try {
                return listener.accept();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        listener.close();
        ExecutionException failed = assertThrows(ExecutionException.class, accepted::get);
        assertInstanceOf(ClosedChannelException.class, failed.getCause());
        assertThrows(ClosedChannelException.class, listener::accept);
        assertThrows(ClosedChannelException.class, listener::acceptNow);
        listener.close(); // a second time does nothing
    }

    @Test
    void connectionsThatWaitStayForTheNextProcess() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            dispatcher.handOver("");
            listener.close();
            try (HandoffListener next = dispatcher.appListens();
                    HandedConnection connection = next.accept()) {
                assertEquals(client.getLocalAddress(), connection.client());
            }
        }
    }

    @Test
    void severalListenersShareOneSocket() throws Exception {
        try (HandoffListener other = dispatcher.appListens();
                SocketChannel first = dispatcher.connect();
                SocketChannel second = dispatcher.connect()) {
            dispatcher.handOver("");
            dispatcher.handOver("");
            try (HandedConnection a = other.accept();
                    HandedConnection b = listener.accept()) {
                assertEquals(first.getLocalAddress(), a.client());
                assertEquals(second.getLocalAddress(), b.client());
                assertNull(other.acceptNow());
            }
        }
    }

    @Test
    void aMessageWithoutAnFdIsDropped() throws Exception {
        FdMessage message = FdMessage.toSend(256, 1);
        message.payload().put(Vector.read("message/handoff-ipv4").octets());
        message.setFds();
        assertDropped(message, Dropped.NO_FD);
    }

    @Test
    void aMessageWithSurplusFdsIsDroppedWithAllOfThem() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            int fd = dispatcher.accept();
            FdMessage message = FdMessage.toSend(256, 2);
            dispatcher.encodeHeader(message, fd);
            message.setFds(fd, fd);
            assertDropped(message, Dropped.SURPLUS_FDS);
            kernel.close(fd);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)), "no copy is left");
        }
    }

    @Test
    void aMessageWithMoreFdsThanFitIsDroppedWithThoseThatArrived() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            int fd = dispatcher.accept();
            FdMessage message = FdMessage.toSend(256, 60);
            dispatcher.encodeHeader(message, fd);
            int[] fds = new int[60];
            Arrays.fill(fds, fd);
            message.setFds(fds);
            assertDropped(message, Dropped.TRUNCATED);
            kernel.close(fd);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)), "no copy is left");
        }
    }

    @Test
    void aMessageLongerThanTheLimitIsDropped() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            int fd = dispatcher.accept();
            FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX + 1, 1);
            dispatcher.encodeHeader(message, fd);
            message.payload().position(HandoffHeader.MESSAGE_SIZE_MAX + 1);
            message.setFd(fd);
            assertDropped(message, Dropped.TRUNCATED);
            kernel.close(fd);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aMessageWithAMalformedHeaderIsDropped() throws Exception {
        try (SocketChannel client = dispatcher.connect()) {
            int fd = dispatcher.accept();
            for (String name : Vector.names("malformed")) {
                FdMessage message = FdMessage.toSend(256, 1);
                message.payload().put(Vector.read(name).octets());
                message.setFd(fd);
                assertDropped(message, Dropped.MALFORMED);
            }
            kernel.close(fd);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void anFdThatIsNoConnectionIsDropped() throws Exception {
        int listening = kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM);
        kernel.listen(listening, 1);
        int datagram = kernel.socket(SocketType.AF_INET, SocketType.SOCK_DGRAM);
        int noSocket = kernel.eventFd();
        for (int fd : List.of(listening, datagram, noSocket)) {
            FdMessage message = FdMessage.toSend(256, 1);
            message.payload().put(Vector.read("message/handoff-ipv4").octets());
            message.setFd(fd);
            assertDropped(message, Dropped.NOT_A_CONNECTION);
            kernel.close(fd);
        }
    }

    @Test
    void aConnectionThatWasResetMeanwhileIsClosedQuietly() throws Exception {
        SocketChannel client = dispatcher.connect();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        int fd = dispatcher.accept();
        FdMessage message = FdMessage.toSend(256, 1);
        dispatcher.encodeHeader(message, fd);
        client.close(); // a reset
        message.setFd(fd);
        dispatcher.send(message);
        kernel.close(fd);
        assertNull(listener.acceptNow());
        assertEquals(List.of(), dispatcher.dropped);
    }

    @Test
    void aConnectionAtItsEndIsAccepted() throws Exception {
        SocketChannel client = dispatcher.connect();
        client.write(bytes("GET /wiki/ HTTP/1.0\r\n\r\n"));
        client.shutdownOutput();
        dispatcher.handOver("");
        try (HandedConnection connection = listener.accept()) {
            assertEquals("GET /wiki/ HTTP/1.0\r\n\r\n", read(connection));
            assertEquals(-1, connection.read(ByteBuffer.allocate(1)));
            connection.channel().write(bytes("answered"));
            assertEquals("answered", read(client));
        }
        client.close();
    }

    @Test
    void aSocketThatIsNotUnixDatagramIsRefusedWithTheDirectiveToWrite() {
        InheritedSocket stream = new InheritedFds()
                .pass(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_STREAM), "wiki.socket")
                .only();
        assertEquals(
                "receive connections on socket wiki.socket (UNIX_CONNECTION): write ListenDatagram= with a path into"
                        + " wiki.socket",
                assertThrows(IllegalStateException.class, () -> HandoffListener.open(stream))
                        .getMessage());
        stream.close();
    }

    private void assertDropped(FdMessage message, Dropped reason) throws IOException {
        long before = listener.droppedCount(reason);
        dispatcher.dropped.clear();
        dispatcher.send(message);
        assertNull(listener.acceptNow());
        assertEquals(List.of(reason), dispatcher.dropped);
        assertEquals(before + 1, listener.droppedCount(reason));
        assertNotNull(reason.explanation());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(HandedConnection connection) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(128);
        connection.read(into);
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(128);
        channel.read(into);
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }
}
