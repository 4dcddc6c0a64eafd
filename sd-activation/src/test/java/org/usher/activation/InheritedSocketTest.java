package org.usher.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.posix.SocketType.AF_INET;
import static org.usher.posix.SocketType.AF_INET6;
import static org.usher.posix.SocketType.AF_UNIX;
import static org.usher.posix.SocketType.SOCK_DGRAM;
import static org.usher.posix.SocketType.SOCK_SEQPACKET;
import static org.usher.posix.SocketType.SOCK_STREAM;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketAddressBuffer;

@ExtendWith(OpenFds.class)
class InheritedSocketTest {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Kernel kernel = Kernel.linux();

    private final Path directory;

    InheritedSocketTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aTcpListenerIsARealChannelThatTheSelectorTakes() throws Exception {
        InheritedSocket socket = inherited(listening(AF_INET, internet(LOOPBACK)));
        assertEquals(SocketKind.TCP_LISTENER, socket.kind());
        try (ServerSocketChannel server = socket.serverSocketChannel();
                Selector selector = Selector.open();
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            assertEquals(1, selector.select(5000));
            try (SocketChannel accepted = server.accept()) {
                assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
                assertEquals("/127.0.0.1", accepted.socket().getInetAddress().toString());
            }
        }
    }

    @Test
    void aTcpListenerOverIpv6HasItsAddress() throws Exception {
        InheritedSocket socket = inherited(listening(AF_INET6, internet(LOOPBACK6)));
        try (ServerSocketChannel server = socket.serverSocketChannel()) {
            InetSocketAddress local = (InetSocketAddress) server.getLocalAddress();
            assertEquals(InetAddress.getByAddress(LOOPBACK6), local.getAddress());
            assertTrue(local.getPort() > 0);
        }
    }

    @Test
    void closingTheChannelDoesNotShutDownSystemdsListener() throws Exception {
        int systemds = listening(AF_INET, internet(LOOPBACK));
        InheritedSocket socket = inherited(kernel.fcntl(systemds, Fcntl.F_DUPFD_CLOEXEC, 0));
        ServerSocketChannel server = socket.serverSocketChannel();
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        server.close();

        SocketChannel.open(address).close(); // not refused: systemd still listens
        kernel.close(systemds);
    }

    @Test
    void closingTheChannelDoesNotShutDownSystemdsUnixListener() throws Exception {
        SocketAddressBuffer path = path("stream.sock");
        int systemds = listening(AF_UNIX, path);
        InheritedSocket socket = inherited(kernel.fcntl(systemds, Fcntl.F_DUPFD_CLOEXEC, 0));
        socket.serverSocketChannel().close();

        SocketChannel.open(UnixDomainSocketAddress.of(path.path())).close();
        kernel.close(systemds);
    }

    @Test
    void aUnixListenerIsARealChannelThatTheSelectorTakes() throws Exception {
        SocketAddressBuffer path = path("stream.sock");
        InheritedSocket socket = inherited(listening(AF_UNIX, path));
        assertEquals(SocketKind.UNIX_LISTENER, socket.kind());
        try (ServerSocketChannel server = socket.serverSocketChannel();
                Selector selector = Selector.open();
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path.path()))) {
            assertEquals(UnixDomainSocketAddress.of(path.path()), server.getLocalAddress());
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            assertEquals(1, selector.select(5000));
            try (SocketChannel accepted = server.accept()) {
                client.write(bytes("hello"));
                assertEquals("hello", read(accepted));
            }
        }
    }

    @Test
    void anAcceptedTcpConnectionIsARealChannelWithRealAddresses() throws Exception {
        int listener = listening(AF_INET, internet(LOOPBACK));
        SocketAddressBuffer address = new SocketAddressBuffer();
        kernel.localAddress(listener, address);
        try (SocketChannel client = SocketChannel.open(address.toInetSocketAddress())) {
            InheritedSocket socket = inherited(kernel.accept(listener, address));
            assertEquals(SocketKind.TCP_CONNECTION, socket.kind());
            try (SocketChannel connection = socket.socketChannel()) {
                assertEquals(client.getLocalAddress(), connection.getRemoteAddress());
                assertEquals(client.getRemoteAddress(), connection.getLocalAddress());
                client.write(bytes("hello"));
                assertEquals("hello", read(connection));
            }
        }
        kernel.close(listener);
    }

    @Test
    void anAcceptedUnixConnectionIsARealChannel() throws Exception {
        int[] pair = new int[2];
        kernel.socketPair(SOCK_STREAM, pair);
        InheritedSocket socket = inherited(pair[0]);
        assertEquals(SocketKind.UNIX_CONNECTION, socket.kind());
        try (SocketChannel connection = socket.socketChannel();
                SocketChannel other = JdkChannels.instance().socketChannel(pair[1])) {
            connection.write(bytes("hello"));
            assertEquals("hello", read(other));
            assertNotNull(connection.getRemoteAddress());
        }
    }

    @Test
    void aUdpSocketIsARealChannelThatTheSelectorTakes() throws Exception {
        int fd = kernel.socket(AF_INET, SOCK_DGRAM);
        kernel.bind(fd, internet(LOOPBACK));
        InheritedSocket socket = inherited(fd);
        assertEquals(SocketKind.UDP, socket.kind());
        try (DatagramChannel server = socket.datagramChannel();
                Selector selector = Selector.open();
                DatagramChannel client = DatagramChannel.open().connect(server.getLocalAddress())) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_READ);
            client.write(bytes("hello"));
            assertEquals(1, selector.select(5000));
            ByteBuffer into = ByteBuffer.allocate(16);
            assertEquals(client.getLocalAddress(), server.receive(into));
            assertEquals("hello", StandardCharsets.US_ASCII.decode(into.flip()).toString());
        }
    }

    @Test
    void aUnixDatagramSocketClosesWithoutShuttingDownSystemdsOrRemovingItsPath() throws Exception {
        SocketAddressBuffer path = path("datagram.sock");
        int systemds = kernel.socket(AF_UNIX, SOCK_DGRAM);
        kernel.bind(systemds, path);
        InheritedSocket socket = inherited(kernel.fcntl(systemds, Fcntl.F_DUPFD_CLOEXEC, 0));
        assertEquals(SocketKind.UNIX_DATAGRAM, socket.kind());
        int sender = kernel.socket(AF_UNIX, SOCK_DGRAM);
        kernel.connect(sender, path);
        try (UnixDatagramSocket datagrams = UnixDatagramSocket.open(socket)) {
            assertEquals(8, kernel.writeNumber(sender, 7));
            ByteBuffer into = ByteBuffer.allocate(16);
            datagrams.channel().receive(into);
            assertEquals(8, into.position());
        }
        assertEquals(8, kernel.writeNumber(sender, 7), "systemd's socket still takes datagrams");
        assertTrue(Files.exists(Path.of(path.path())));
        kernel.close(sender);
        kernel.close(systemds);
    }

    @Test
    void packetSocketsHaveNoChannelButCanBeReleased() {
        int fd = kernel.socket(AF_UNIX, SOCK_SEQPACKET);
        kernel.bind(fd, path("packet.sock"));
        kernel.listen(fd, 1);
        InheritedSocket socket = inherited(fd);
        assertEquals(SocketKind.UNIX_PACKET_LISTENER, socket.kind());
        assertEquals(0, kernel.close(socket.release()));
    }

    @Test
    void whatIsNotASocketIsOther() {
        InheritedSocket socket = inherited(kernel.eventFd());
        assertEquals(SocketKind.OTHER, socket.kind());
        socket.close();
    }

    @Test
    void aSocketOfTheWrongKindIsRefusedAndKeepsItsFd() {
        InheritedSocket socket = inherited(kernel.socket(AF_UNIX, SOCK_DGRAM));
        assertEquals(
                "open socket \"it\" as a ServerSocketChannel: it is UNIX_DATAGRAM; write ListenStream= with a port or"
                        + " ListenStream= with a path into its .socket unit",
                assertThrows(IllegalStateException.class, socket::serverSocketChannel)
                        .getMessage());
        assertEquals(0, kernel.close(socket.release()));
    }

    @Test
    void anFdHasOneOwner() {
        InheritedSocket socket = inherited(kernel.socket(AF_UNIX, SOCK_DGRAM));
        int fd = socket.release();
        socket.close();
        assertTrue(kernel.fcntl(fd, Fcntl.F_GETFD, 0) >= 0, "still open: it is ours");
        assertEquals(
                "socket \"it\" was opened, released or closed already",
                assertThrows(IllegalStateException.class, socket::release).getMessage());
        kernel.close(fd);
    }

    private InheritedSocket inherited(int fd) {
        return new InheritedFds().pass(fd, "it").only();
    }

    private int listening(int family, SocketAddressBuffer address) {
        int fd = kernel.socket(family, SOCK_STREAM);
        assertEquals(0, kernel.bind(fd, address));
        assertEquals(0, kernel.listen(fd, 8));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(directory.resolve(name).toString());
    }

    private static SocketAddressBuffer internet(byte[] address) {
        return new SocketAddressBuffer().setInternet(address, 0);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(SocketChannel channel) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(64);
        channel.read(into);
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }
}
