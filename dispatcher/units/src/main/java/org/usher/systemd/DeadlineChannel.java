package org.usher.systemd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * A unix stream connection on which no wait is longer than the silence that it is made to bear. It owns its two fds.
 *
 * <p>It uses the kernel directly, which the dispatcher has loaded anyway: the first unix channel and selector of a JVM
 * cost half of what the whole conversation with systemd does (SecureRandom and lambdas, on JDK 17).
 */
final class DeadlineChannel implements Closeable {
    private static final int BUFFER = 16 << 10;
    private static final int NOT_OPEN = -1;

    private final Kernel kernel;
    private final Duration silenceMax;
    private final Epoll events = new Epoll(1);
    private final NativeMemory outgoing = NativeMemory.allocate(BUFFER);
    /** What has been read and not taken yet: from its position to its limit. */
    private final NativeMemory incoming = NativeMemory.allocate(BUFFER);

    private int socket = NOT_OPEN;
    private int epoll = NOT_OPEN;

    /** Not connected yet. */
    DeadlineChannel(Kernel kernel, Duration silenceMax) {
        this.kernel = kernel;
        this.silenceMax = silenceMax;
        incoming.bytes().limit(0);
    }

    /** Connects to the socket at {@code path}, once. */
    void connect(Path path) throws IOException {
        socket = check(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_STREAM));
        NativeMemory timeval = NativeMemory.allocate(2 * Long.BYTES);
        timeval.bytes().putLong(0, silenceMax.toSeconds()).putLong(Long.BYTES, silenceMax.toNanosPart() / 1000);
        check(kernel.setOption(
                socket, SocketOption.SO_SNDTIMEO, timeval)); // bounds connect(2) where the backlog is full
        check(kernel.connect(socket, new SocketAddressBuffer().setPath(path.toString())));
        epoll = check(kernel.epollCreate());
        check(kernel.epollAdd(epoll, socket, 0, 0));
    }

    void write(byte[] octets) throws IOException {
        int written = 0;
        while (written < octets.length) {
            int length = Math.min(octets.length - written, outgoing.size());
            outgoing.bytes().put(0, octets, written, length);
            int count = kernel.send(socket, outgoing, 0, length);
            if (count != -Errno.EAGAIN) {
                written += check(count);
            } else if (!await(Epoll.EPOLLOUT, silenceMax)) {
                throw new IOException("it took nothing for " + silenceMax.toMillis() + " ms");
            }
        }
    }

    /** Takes what comes next into {@code octets}, from {@code from} on, until it is full. */
    void read(byte[] octets, int from) throws IOException {
        for (int filled = from; filled < octets.length; ) {
            if (!hasAhead(silenceMax)) {
                throw new IOException("it said nothing for " + silenceMax.toMillis() + " ms");
            }
            int count = Math.min(octets.length - filled, incoming.bytes().remaining());
            incoming.bytes().get(octets, filled, count);
            filled += count;
        }
    }

    /**
     * Whether there is anything to take, now or within the time.
     *
     * @throws EOFException if the other side has closed
     */
    boolean hasAhead(Duration atMost) throws IOException {
        if (incoming.bytes().hasRemaining()) {
            return true;
        }
        if (!await(Epoll.EPOLLIN, atMost)) {
            return false;
        }
        int count = kernel.receive(socket, incoming, 0, incoming.size());
        incoming.bytes().position(0).limit(check(count == 0 ? -Errno.EPIPE : count));
        return true;
    }

    private boolean await(int event, Duration atMost) throws IOException {
        check(kernel.epollModify(epoll, socket, event, 0));
        int ready;
        do {
            ready = kernel.epollWait(epoll, events, (int) Math.max(1, atMost.toMillis()));
        } while (ready == -Errno.EINTR);
        return check(ready) > 0;
    }

    private static int check(int result) throws IOException {
        if (result == -Errno.ECONNRESET || result == -Errno.EPIPE) {
            throw new EOFException("it closed the connection");
        }
        if (result < 0) {
            throw new IOException(Errno.describe(result));
        }
        return result;
    }

    @Override
    public void close() {
        for (int fd : new int[] {epoll, socket}) {
            if (fd != NOT_OPEN) {
                kernel.close(fd);
            }
        }
        epoll = NOT_OPEN;
        socket = NOT_OPEN;
    }
}
