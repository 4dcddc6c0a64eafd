package org.usher.connection;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Due;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketType;

/**
 * The phase of a connection that gets its answer from us.
 *
 * <p>The request is read and dropped first and whatever follows it after: a socket that is closed with unread octets
 * sends a reset, which overtakes the answer and takes it away from a client that is still sending (RFC 9112 §9.6).
 */
final class Refusing implements Ready, Due {
    private static final int BITS = Epoll.EPOLLIN | Epoll.EPOLLOUT | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

    /** Octets dropped by one call, and calls in one turn: a client that sends for ever must not hold up the others. */
    private static final int DROP_OCTETS = 1 << 20;

    private static final int DROPS_PER_TURN = 16;

    private static final long NOT_WATCHED = -1;

    private final EpollLoop loop;
    private final Kernel kernel;
    private final NativeMemory page;
    private final Connection connection;
    private final int fd;
    private final byte[] response;
    private final IntConsumer close;
    private int written;
    private long ticket = NOT_WATCHED;
    private @Nullable Deadline deadline;
    private @Nullable PerSource sources;

    /** Answers on {@code connection}, of which it becomes the owner; {@code page} is memory that all of a thread share. */
    Refusing(EpollLoop loop, NativeMemory page, Connection connection, byte[] response, IntConsumer close) {
        this.loop = loop;
        this.kernel = loop.kernel();
        this.page = page;
        this.connection = connection;
        this.fd = connection.fd();
        this.response = response;
        this.close = close;
    }

    /**
     * Writes what can be written at once; returns whether anything is left to do. A client that has sent just its request,
     * of {@code length} octets, sends no more: nothing can overtake its answer (nginx, lingering_close on).
     */
    boolean goesOn(int length) {
        int dropped = kernel.discard(fd, DROP_OCTETS);
        if (dropped == length && dropped > 0) {
            return write() && written < response.length;
        }
        return proceed(dropped);
    }

    /** Goes on until the deadline that it sets in {@code lingering}; its client counts among {@code sources} so long. */
    void linger(DeadlineQueue lingering, PerSource sources) {
        this.sources = sources;
        deadline = lingering.add(this);
        ticket = loop.poller().add(fd, BITS, this);
        if (ticket < 0) {
            abandon();
        }
    }

    /** Returns the octets of the answer, which stay in memory until the connection is closed. */
    int size() {
        return response.length;
    }

    void close() {
        close.accept(fd);
    }

    /** Writes what can be written at once, and ends the connection in both directions for whoever else holds it. */
    void end() {
        boolean ignored = write(); // the client may be gone
        kernel.shutdown(fd, SocketType.SHUT_RDWR);
        drop(); // what came in the meantime would turn the close into a reset
        close.accept(fd);
    }

    @Override
    public void ready(int bits) {
        if ((bits & Epoll.EPOLLERR) != 0 || !proceed(kernel.discard(fd, DROP_OCTETS))) {
            abandon();
        }
    }

    @Override
    public void expired() {
        abandon();
    }

    /** Goes on where so much was {@code dropped}; returns whether there is anything left to do. */
    private boolean proceed(int dropped) {
        int last = dropped;
        if (last < 0 && last != -Errno.EAGAIN) {
            return false;
        }
        if (written < response.length && !(write() && endOutput())) {
            return false;
        }
        if (last > 0) {
            last = drop();
        }
        return last > 0 || last == -Errno.EAGAIN || written < response.length;
    }

    /** Drops what has come, as far as one turn may; returns what the kernel said last. */
    private int drop() {
        int dropped = kernel.discard(fd, DROP_OCTETS);
        for (int i = 1; i < DROPS_PER_TURN && dropped > 0; i++) {
            dropped = kernel.discard(fd, DROP_OCTETS);
        }
        return dropped;
    }

    private boolean endOutput() {
        return written < response.length || kernel.shutdown(fd, SocketType.SHUT_WR) == 0;
    }

    /** Writes what there is room for; returns false if the client is gone. */
    private boolean write() {
        int count = 0;
        while (written < response.length && count >= 0) {
            int length = Math.min(response.length - written, page.size());
            page.bytes().put(0, response, written, length);
            count = kernel.send(fd, page, 0, length);
            written += Math.max(count, 0);
        }
        return count >= 0 || count == -Errno.EAGAIN;
    }

    @Override
    public void abandon() {
        if (deadline != null) {
            deadline.cancel();
        }
        if (ticket >= 0) {
            loop.poller().remove(fd, ticket);
        }
        if (sources != null) {
            sources.remove(connection.source());
        }
        close();
    }
}
