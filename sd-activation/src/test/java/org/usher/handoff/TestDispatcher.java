package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.activation.InheritedFds;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * A dispatcher on real sockets that sends what a test says: it owns a TCP listener, the app's datagram socket as systemd
 * would, a socket connected to it, and the return socket.
 */
final class TestDispatcher implements AutoCloseable {
    /** No test takes so long. */
    static final int LEASE_SECONDS = 1_000;

    static final byte[] ROUTE = HandoffEncoder.routeTlvs("/wiki/", Scope.of(Scope.Kind.PREFIX, LEASE_SECONDS), null);

    final Kernel kernel = Kernel.linux();
    final List<Dropped> dropped = new ArrayList<>();
    /** When the next connection is to have been routed. */
    long routedNanos = System.nanoTime();

    private final Path directory;
    private final int tcp;
    private final int app;
    private final int sender;
    private int returned;

    TestDispatcher(Path directory) {
        this.directory = directory;
        tcp = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.bind(tcp, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0)));
        must(kernel.listen(tcp, 8));
        app = bound("app.sock");
        returned = bound("return");
        sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(sender, path("app.sock")));
    }

    /** Opens an app's listener over its own copy of the app's socket. */
    HandoffListener appListens() throws IOException {
        int copy = must(kernel.fcntl(app, Fcntl.F_DUPFD_CLOEXEC, 0));
        HandoffSettings settings =
                new HandoffSettings(directory.resolve("return"), (reason, detail) -> dropped.add(reason));
        return HandoffListener.open(new InheritedFds().pass(copy, "app.socket").only(), settings);
    }

    /** Connects a client. */
    SocketChannel connect() throws IOException {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
    }

    /** Accepts the next client's connection; the caller owns the fd. */
    int accept() {
        return must(kernel.accept(tcp, new SocketAddressBuffer()));
    }

    /** Hands the next client's connection over with {@code unread} octets, and lets go of it. */
    void handOver(String unread) {
        int fd = accept();
        FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        encodeHeader(message, fd);
        message.payload().put(unread.getBytes(StandardCharsets.ISO_8859_1));
        message.setFd(fd);
        must(kernel.sendMessage(sender, message));
        must(kernel.close(fd));
    }

    /** Writes the header of an ordinary handoff of {@code fd}. */
    void encodeHeader(FdMessage message, int fd) {
        SocketAddressBuffer client = new SocketAddressBuffer();
        SocketAddressBuffer local = new SocketAddressBuffer();
        must(kernel.peerAddress(fd, client));
        must(kernel.localAddress(fd, local));
        HandoffEncoder.encode(
                message.payload(),
                AddressBlock.of(client, local),
                HandoffVectorsTest.ID.toBytes(),
                1,
                routedNanos,
                ROUTE);
    }

    /** Sends any message to the app; the fds stay the caller's. */
    void send(FdMessage message) {
        must(kernel.sendMessage(sender, message));
    }

    /** Takes what the app handed back; the caller owns the fd in it. */
    FdMessage returned() {
        FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        must(kernel.receiveMessage(returned, message));
        assertTrue(message.fdCount() == 1 && !message.isTruncated());
        message.payload().limit(message.length());
        return message;
    }

    void closeReturnSocket() {
        kernel.close(returned);
        returned = -1; // or what has that number by then would be closed in the end
    }

    @Override
    public void close() {
        for (int fd : new int[] {tcp, app, sender, returned}) {
            kernel.close(fd);
        }
    }

    static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }

    private int bound(String name) {
        int fd = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.bind(fd, path(name)));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(directory.resolve(name).toString());
    }
}
