package org.usher.posix;

import java.time.Duration;

/** A wait for one event of one fd. */
public final class Readiness {
    /** There is room to send. */
    public static final int ROOM = Epoll.EPOLLOUT;
    /** There are octets to read, or there will be none. */
    public static final int OCTETS = Epoll.EPOLLIN | Epoll.EPOLLRDHUP;
    /** The other end is closed, which every epoll reports unasked. */
    public static final int HANG_UP = 0;

    private Readiness() {}

    /** Waits until {@code fd} is ready for {@code bits}, hung up or failed, at most {@code timeout}. */
    public static boolean await(Kernel kernel, int fd, int bits, Duration timeout) {
        int epoll = kernel.epollCreate();
        if (epoll < 0) {
            return false;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean ready = kernel.epollAdd(epoll, fd, bits, 0) >= 0 && await(kernel, epoll, deadline);
        kernel.close(epoll);
        return ready;
    }

    private static boolean await(Kernel kernel, int epoll, long deadline) {
        Epoll events = new Epoll(1);
        int count;
        do {
            long left = Math.max(0, deadline - System.nanoTime());
            // rounded up: with 0 ms left of 0.4 the wait would spin
            count = kernel.epollWait(epoll, events, (int) Math.min((left + 999_999) / 1_000_000, Integer.MAX_VALUE));
        } while (count == -Errno.EINTR);
        return count > 0;
    }
}
