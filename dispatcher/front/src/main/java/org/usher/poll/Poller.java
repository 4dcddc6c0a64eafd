package org.usher.poll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * The set of fds that the loop waits for, each with the {@link Ready} that is told.
 *
 * <p>An fd must be {@linkplain #remove removed} before it is closed or passed on: its open description may live on in
 * an app, and would keep firing here for the whole life of the connection (epoll(7), Questions and answers 6).
 */
public final class Poller implements AutoCloseable {
    private static final int EVENTS_PER_WAIT = 256;

    private final Kernel kernel;
    private final Failures failures;
    private final int epoll;
    private final Epoll events = new Epoll(EVENTS_PER_WAIT);
    private @Nullable Ready[] waiting = new @Nullable Ready[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int slotCount;

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
        int slot = freeCount > 0 ? free[--freeCount] : newSlot();
        waiting[slot] = ready;
        long ticket = ticket(slot);
        int result = kernel.epollAdd(epoll, fd, bits, ticket);
        if (result < 0) {
            release(slot);
            return result;
        }
        return ticket;
    }

    /** Ends the wait for {@code fd}; an event of it that was collected already is dropped. */
    public void remove(int fd, long ticket) {
        kernel.epollRemove(epoll, fd);
        release((int) ticket);
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
        long ticket = events.data(i);
        int slot = (int) ticket;
        Ready ready = waiting[slot];
        // The slot may have been released, even used again, by what an earlier event of this batch did.
        if (ready != null && ticket == ticket(slot)) {
            try {
                ready.ready(events.bits(i));
            } catch (Throwable error) {
                failures.survive(error, ready::abandon);
            }
        }
    }

    @Override
    public void close() {
        kernel.close(epoll);
    }

    private long ticket(int slot) {
        return ((long) generations[slot] << 32) | slot;
    }

    private void release(int slot) {
        waiting[slot] = null;
        generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = slot;
    }

    private int newSlot() {
        if (slotCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * slotCount);
            generations = Arrays.copyOf(generations, 2 * slotCount);
        }
        return slotCount++;
    }
}
