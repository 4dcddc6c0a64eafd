package org.usher.poll;

import java.util.HashMap;
import java.util.Map;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * The set of fds that the loop waits for, each with the {@link Ready} that is told.
 *
 * <p>An fd must be {@linkplain #remove removed} before it is closed or passed on: its open description may live on in
 * an app, and would keep firing here for the whole life of the connection (epoll(7), Questions and answers 6).
 */
public final class Poller {
    private static final int EVENTS_PER_WAIT = 256;

    private final Kernel kernel;
    private final Failures failures;
    private final int epoll;
    private final Epoll events = new Epoll(EVENTS_PER_WAIT);
    private final Map<Long, Ready> waiting = new HashMap<>();
    private long lastTicket;

    /** Watches nothing yet. Close it when the loop has ended. */
    public Poller(Kernel kernel, Failures failures) {
        this.kernel = kernel;
        this.failures = failures;
        this.epoll = kernel.epollCreate();
        if (epoll < 0) {
            throw new IllegalStateException("epoll_create1: " + Errno.describe(epoll));
        }
    }

    /**
     * Begins to wait for {@code bits} on {@code fd}.
     *
     * @return the ticket to give back to {@link #remove}; negative, an errno, if the kernel has no room
     */
    public long add(int fd, int bits, Ready ready) {
        long ticket = ++lastTicket;
        int result = kernel.epollAdd(epoll, fd, bits, ticket);
        if (result < 0) {
            return result;
        }
        waiting.put(ticket, ready);
        return ticket;
    }

    /** Ends the wait for {@code fd}; an event of it that was collected already is dropped. */
    public void remove(int fd, long ticket) {
        kernel.epollRemove(epoll, fd);
        waiting.remove(ticket);
    }

    /** Waits at most {@code timeoutMillis}, for ever if that is negative; returns how many there are to {@link #tell}. */
    public int await(int timeoutMillis) {
        int count = kernel.epollWait(epoll, events, timeoutMillis);
        if (count < 0 && count != -Errno.EINTR) {
            throw new IllegalStateException("epoll_wait: " + Errno.describe(count));
        }
        return Math.max(count, 0);
    }

    /** Tells the owner of the fd that event number {@code i} of the last {@link #await} is about. */
    public void tell(int i) {
        Ready ready = waiting.get(events.data(i));
        if (ready != null) { // or an earlier event of this batch has ended the wait
            try {
                ready.ready(events.bits(i));
            } catch (Throwable error) {
                failures.survive(error, ready::abandon);
            }
        }
    }

    public void close() {
        kernel.close(epoll);
    }
}
