package org.usher.poll;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines that all have the same distance, so that the first one set is the first one due: adding, cancelling and
 * finding the next cost the same however many there are.
 */
public final class DeadlineQueue {
    private long timeoutNanos;
    private final LongSupplier nowNanos;
    private final Failures failures;
    private final Deadline ends = new Deadline(this, 0, () -> {});
    private int size;

    DeadlineQueue(Duration timeout, LongSupplier nowNanos, Failures failures) {
        this.timeoutNanos = timeout.toNanos();
        this.nowNanos = nowNanos;
        this.failures = failures;
        ends.next = ends;
        ends.previous = ends;
    }

    /** Moves all deadlines to this distance from when they were set. */
    public void timeout(Duration timeout) {
        timeoutNanos = timeout.toNanos();
    }

    /** Sets a deadline: unless it is cancelled before, {@code due} is called when its time has come. */
    public Deadline add(Due due) {
        return add(due, 0);
    }

    /**
     * Sets a deadline of which {@code elapsedNanos} are over already. Those that were set so in the order in which they
     * end cost no more than others.
     */
    public Deadline add(Due due, long elapsedNanos) {
        Deadline added = new Deadline(this, nowNanos.getAsLong() - elapsedNanos, due);
        Deadline before = ends.previous();
        while (before != ends && before.sinceNanos - added.sinceNanos > 0) {
            before = before.previous();
        }
        added.previous = before;
        added.next = before.next();
        added.next.previous = added;
        before.next = added;
        size++;
        return added;
    }

    /** Returns how many deadlines are ahead. */
    public int size() {
        return size;
    }

    /** Returns whether no deadline is ahead. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the nanoseconds until the next deadline is due; {@link Long#MAX_VALUE} if none is set. */
    long untilNextNanos() {
        return isEmpty() ? Long.MAX_VALUE : Math.max(0, ends.next().sinceNanos + timeoutNanos - nowNanos.getAsLong());
    }

    /** Runs everything that is due, in the order in which it was added. */
    void runDue() {
        while (untilNextNanos() == 0) {
            runFirst();
        }
    }

    /** Runs the deadline that is due next, now: its time is over before it is reached. */
    public void runFirst() {
        Deadline first = ends.next();
        first.cancel();
        try {
            first.due.expired();
        } catch (Throwable error) {
            failures.survive(error, first.due::abandon);
        }
    }

    /** One deadline. Cancelling is harmless when it is over. */
    public static final class Deadline {
        private final DeadlineQueue queue;
        private final long sinceNanos;
        private final Due due;
        private @Nullable Deadline next;
        private @Nullable Deadline previous;

        private Deadline(DeadlineQueue queue, long sinceNanos, Due due) {
            this.queue = queue;
            this.sinceNanos = sinceNanos;
            this.due = due;
        }

        /** Returns how much of its time is over. */
        public long elapsedNanos() {
            return queue.nowNanos.getAsLong() - sinceNanos;
        }

        /** Returns whether it was due or cancelled. */
        public boolean isOver() {
            return next == null;
        }

        public void cancel() {
            if (next != null && previous != null) {
                previous.next = next;
                next.previous = previous;
                next = null;
                previous = null;
                queue.size--;
            }
        }

        private Deadline next() {
            return Objects.requireNonNull(next);
        }

        private Deadline previous() {
            return Objects.requireNonNull(previous);
        }
    }
}
