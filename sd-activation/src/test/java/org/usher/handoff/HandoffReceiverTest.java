package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.JdkChannels;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketType;

@ExtendWith(OpenFds.class)
class HandoffReceiverTest {
    private static final SenderTrust NOBODY = new SenderTrust(false, Set.of());
    private static final SenderTrust EVERYBODY = new SenderTrust(true, Set.of());

    private final Kernel kernel = Kernel.linux();

    @Test
    void aTrustedSenderIsBelievedTheAddressesAndTls(@TempDir Path directory) throws Exception {
        try (TestDispatcher dispatcher = new TestDispatcher(directory);
                SocketChannel client = dispatcher.connect();
                HandedConnection connection = receive(dispatcher, EVERYBODY)) {
            assertEquals("/203.0.113.7:51234", String.valueOf(connection.client()));
            assertEquals("/192.0.2.1:80", String.valueOf(connection.local()));
            assertEquals(client.getLocalAddress(), connection.channel().getRemoteAddress(), "the front itself");
            assertEquals("https", connection.scheme());
            assertEquals(HandoffVectorsTest.TLS, connection.tls());
        }
    }

    @Test
    void anUntrustedSenderIsBelievedNeitherAddressesNorTls(@TempDir Path directory) throws Exception {
        try (TestDispatcher dispatcher = new TestDispatcher(directory);
                SocketChannel client = dispatcher.connect();
                HandedConnection connection = receive(dispatcher, NOBODY)) {
            assertEquals(client.getLocalAddress(), connection.client());
            assertEquals(client.getRemoteAddress(), connection.local());
            assertEquals("http", connection.scheme());
            assertNull(connection.tls());
            assertEquals(HandoffVectorsTest.ID, connection.id());
        }
    }

    private HandedConnection receive(TestDispatcher dispatcher, SenderTrust trust) throws Exception {
        int[] pair = new int[2];
        TestDispatcher.must(kernel.socketPair(SocketType.SOCK_DGRAM, pair));
        int fd = dispatcher.accept();
        FdMessage message = FdMessage.toSend(256, 1);
        message.payload().put(Vector.read("message/handoff-tls").octets());
        message.setFd(fd);
        TestDispatcher.must(kernel.sendMessage(pair[0], message));
        HandoffReceiver receiver = new HandoffReceiver(kernel, HandoffSettings.defaults(), trust, pair[1]);
        Handoff handoff = Objects.requireNonNull(receiver.receive());
        HandedConnection connection = new HandedConnection(
                JdkChannels.instance().socketChannel(handoff.fd()), handoff, receiver.returnPath());
        for (int done : new int[] {fd, pair[0], pair[1]}) {
            kernel.close(done);
        }
        return connection;
    }
}
