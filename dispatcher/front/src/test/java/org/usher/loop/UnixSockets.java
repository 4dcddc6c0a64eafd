package org.usher.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** The datagram sockets of a test, each with a name in its directory, and what can be sent to them and received. */
class UnixSockets {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Kernel kernel = Kernel.linux();
    final Path directory;
    private final List<Integer> fds = new ArrayList<>();

    UnixSockets(Path directory) {
        this.directory = directory;
    }

    /** Returns two unix sockets that are connected; the caller owns them. */
    int[] socketPair() {
        int[] pair = new int[2];
        must(kernel.socketPair(SocketType.SOCK_STREAM, pair));
        return pair;
    }

    /** Sends a message with {@code fds} to the socket {@code name}, and closes them here; returns what the kernel says. */
    int send(String name, byte[] payload, int... fds) {
        int result = sendCopies(name, payload, fds);
        for (int fd : fds) {
            kernel.close(fd);
        }
        return result;
    }

    int sendCopies(String name, byte[] payload, int... fds) {
        int sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(
                sender,
                new SocketAddressBuffer().setPath(directory.resolve(name).toString())));
        FdMessage message = FdMessage.toSend(Math.max(payload.length, 1), FdMessage.FDS_MAX);
        message.payload().put(payload);
        message.setFds(fds);
        int result = kernel.sendMessage(sender, message);
        kernel.close(sender);
        return result;
    }

    int bind(String name) {
        int socket = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.bind(
                socket,
                new SocketAddressBuffer().setPath(directory.resolve(name).toString())));
        fds.add(socket);
        return socket;
    }

    /** Closes the socket of an app, as systemd does when its unit is stopped. */
    void unbind(int socket) throws IOException {
        kernel.close(socket);
        forget(socket);
    }

    /** Takes note that the test has closed the socket of an app itself. */
    void forget(int socket) {
        fds.remove((Integer) socket);
    }

    /** Returns the next message of an app, within the test's patience; the caller closes its fd. */
    Received receive(int appSocket) {
        await(appSocket, Epoll.EPOLLIN);
        FdMessage message = FdMessage.toReceive(65_536, 4);
        must(kernel.receiveMessage(appSocket, message));
        return Received.of(kernel, message);
    }

    void await(int fd, int bits) {
        int epoll = must(kernel.epollCreate());
        must(kernel.epollAdd(epoll, fd, bits, 0));
        int count;
        do {
            count = kernel.epollWait(epoll, new Epoll(1), (int) PATIENCE.toMillis());
        } while (count == -Errno.EINTR); // the process was stopped and goes on
        kernel.close(epoll);
        if (count != 1) {
            throw new AssertionError("nothing came within " + PATIENCE);
        }
    }

    void closeSockets() {
        fds.forEach(kernel::close);
    }

    void nonBlocking(int fd) {
        must(kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK));
    }

    public static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }

    /** Counts sockets, pollers and event counters: files come and go with the classes that the JVM loads. */
    public static int openFds() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.filter(UnixSockets::isOurKind).count();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static boolean isOurKind(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:");
        } catch (IOException ignored) { // closed since it was listed
            return false;
        }
    }
}
