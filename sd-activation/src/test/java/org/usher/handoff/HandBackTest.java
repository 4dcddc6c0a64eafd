package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.JdkChannels;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.OpenFds;

@ExtendWith(OpenFds.class)
class HandBackTest {
    private final TestDispatcher dispatcher;
    private final HandoffListener listener;
    private final SocketChannel client;
    private final HandedConnection connection;

    HandBackTest(@TempDir Path directory) throws IOException {
        dispatcher = new TestDispatcher(directory);
        listener = dispatcher.appListens();
        client = dispatcher.connect();
        dispatcher.handOver("");
        connection = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        assertFalse(connection.channel().isOpen(), "handed back or closed, never kept");
        client.close();
        listener.close();
        dispatcher.close();
    }

    @Test
    void finishingLetsTheClientReadEverythingAlthoughItsRequestWasNotRead() throws Exception {
        client.write(bytes("POST /wiki/ HTTP/1.1\r\n\r\nbody that nobody reads"));
        connection.channel().write(bytes("413"));
        CompletableFuture<Void> finished = CompletableFuture.runAsync(() -> {
            try {
                connection.finish();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        assertEquals("413", read(client));
        assertEquals(-1, client.read(ByteBuffer.allocate(1)), "an end, not a reset");
        client.shutdownOutput();
        assertNull(finished.get());
    }

    @Test
    void theNextAppReadsWhatTheFirstHasReadAndWhatIsStillInTheSocket() throws Exception {
        client.write(bytes("GET /mail/ HTTP/1.1\r\nHost: h"));
        ByteBuffer read = ByteBuffer.allocate(12);
        connection.read(read);
        assertTrue(connection.handBack(read.flip(), true));

        FdMessage message = dispatcher.returned();
        HandoffHeader header = header(message);
        assertEquals(HandoffVectorsTest.ID, header.id());
        assertEquals("/wiki/", header.prefix());
        assertEquals(0, header.hops(), "a request was answered");
        assertEquals(null, header.scope());
        Endpoints endpoints = Objects.requireNonNull(header.endpoints());
        assertEquals(client.getLocalAddress(), endpoints.client());
        assertEquals(
                "GET /mail/ H",
                StandardCharsets.US_ASCII.decode(message.payload()).toString());
        try (SocketChannel next = JdkChannels.instance().socketChannel(message.fd(0))) {
            assertEquals("TTP/1.1\r\nHost: h", read(next));
            next.write(bytes("HTTP/1.1 200 OK"));
            assertEquals("HTTP/1.1 200 OK", read(client), "the client's connection was not shut down");
        }
    }

    /** The id is made of them, so that no app can change them. */
    @Test
    void addressesAndTlsAreRepeated() throws IOException {
        Scope scope = Scope.of(Scope.Kind.CONNECTION, 10);
        HandoffHeader header = new HandoffHeader(
                HandoffVectorsTest.IPV4, HandoffVectorsTest.ID, "/wiki/", 3, 1L, scope, HandoffVectorsTest.TLS);
        HandoffHeader back = new Handoff(-1, header, ByteBuffer.allocate(0)).handBackHeader(false);
        assertEquals(
                new HandoffHeader(
                        HandoffVectorsTest.IPV4,
                        HandoffVectorsTest.ID,
                        "/wiki/",
                        3,
                        null,
                        null,
                        HandoffVectorsTest.TLS),
                back);
        connection.close();
    }

    @Test
    void whatIsLeftOfTheUnreadOctetsFollowsWhatWasRead() throws Exception {
        try (SocketChannel second = dispatcher.connect()) {
            dispatcher.handOver("GET /mail/");
            HandedConnection other = listener.accept();
            ByteBuffer read = ByteBuffer.allocate(4);
            other.read(read);
            assertTrue(other.handBack(read.flip(), true));
            FdMessage message = dispatcher.returned();
            header(message);
            assertEquals(
                    "GET /mail/",
                    StandardCharsets.US_ASCII.decode(message.payload()).toString());
            dispatcher.kernel.close(message.fd(0));
            assertEquals(-1, second.read(ByteBuffer.allocate(1)));
        }
        connection.close();
    }

    @Test
    void anUnansweredRequestKeepsItsHops() throws Exception {
        assertTrue(connection.handBack(ByteBuffer.allocate(0), false));
        FdMessage message = dispatcher.returned();
        assertEquals(1, header(message).hops());
        dispatcher.kernel.close(message.fd(0));
    }

    @Test
    void aRegisteredChannelIsRefusedSinceClosingItWouldShutTheConnectionDown() throws Exception {
        try (Selector selector = Selector.open()) {
            connection.channel().configureBlocking(false);
            SelectionKey key = connection.channel().register(selector, SelectionKey.OP_READ);
            key.cancel(); // alone is not enough
            assertEquals(
                    "hand back a connection: it is registered with a Selector; cancel the key and call selectNow() first",
                    assertThrows(IllegalStateException.class, () -> connection.handBack(ByteBuffer.allocate(0), true))
                            .getMessage());
            assertTrue(connection.channel().isOpen(), "still the caller's");

            selector.selectNow();
            assertTrue(connection.handBack(ByteBuffer.allocate(0), true));
        }
        FdMessage message = dispatcher.returned();
        int flags = dispatcher.kernel.fcntl(message.fd(0), Fcntl.F_GETFL, 0);
        assertEquals(0, flags & Fcntl.O_NONBLOCK, "in blocking mode");
        try (SocketChannel next = JdkChannels.instance().socketChannel(message.fd(0))) {
            next.write(bytes("alive"));
            assertEquals("alive", read(client));
        }
    }

    @Test
    void lingerIsSwitchedOff() throws Exception {
        connection.channel().setOption(StandardSocketOptions.SO_LINGER, 5);
        assertTrue(connection.handBack(ByteBuffer.allocate(0), true));
        try (SocketChannel next =
                JdkChannels.instance().socketChannel(dispatcher.returned().fd(0))) {
            assertEquals(-1, next.getOption(StandardSocketOptions.SO_LINGER));
        }
    }

    @Test
    void theMostUnreadOctetsFit() throws Exception {
        assertTrue(connection.handBack(ByteBuffer.allocate(60_000), true));
        FdMessage message = dispatcher.returned();
        header(message);
        assertEquals(60_000, message.payload().remaining());
        dispatcher.kernel.close(message.fd(0));
    }

    @Test
    void octetsThatDoNotFitCloseTheConnection() throws Exception {
        assertFalse(connection.handBack(ByteBuffer.allocate(60_001), true));
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }

    @Test
    void aDispatcherThatIsGoneClosesTheConnection() throws Exception {
        dispatcher.closeReturnSocket();
        assertFalse(connection.handBack(ByteBuffer.allocate(0), true));
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }

    private static HandoffHeader header(FdMessage message) {
        return assertInstanceOf(DecodedMessage.Complete.class, HandoffDecoder.decode(message.payload()))
                .header();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(128);
        channel.read(into);
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }
}
