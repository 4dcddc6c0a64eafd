package org.usher.poll;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Deadlines that all have the same distance from when they were set. */
public final class DeadlineQueue {
    private final LongSupplier nowNanos;
    private final Failures failures;
    private final long beginNanos;
    private final TreeSet<Deadline> ahead =
            new TreeSet<>(Comparator.comparingLong(Deadline::sinceBegin).thenComparing(deadline -> deadline.number));
    private long timeoutNanos;
    private long count;

    DeadlineQueue(Duration timeout, LongSupplier nowNanos, Failures failures) {
        this.timeoutNanos = timeout.toNanos();
        this.nowNanos = nowNanos;
        this.failures = failures;
        this.beginNanos = nowNanos.getAsLong();
    }

    /** Moves all deadlines to this distance from when they were set. */
    public void timeout(Duration timeout) {
        timeoutNanos = timeout.toNanos();
    }

    /** Sets a deadline: unless it is cancelled before, {@code due} is called when its time has come. */
    public Deadline add(Due due) {
        return add(due, 0);
    }

    /** Sets a deadline of which {@code elapsedNanos} are over already. */
    public Deadline add(Due due, long elapsedNanos) {
        Deadline added = new Deadline(nowNanos.getAsLong() - elapsedNanos, count++, due);
        ahead.add(added);
        return added;
    }

    /** Returns how many deadlines are ahead. */
    public int size() {
        return ahead.size();
    }

    /** Returns whether no deadline is ahead. */
    public boolean isEmpty() {
        return ahead.isEmpty();
    }

    /** Returns the nanoseconds until the next deadline is due; {@link Long#MAX_VALUE} if none is set. */
    long untilNextNanos() {
        return isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, timeoutNanos - ahead.first().elapsedNanos());
    }

    /** Runs everything that is due, in the order in which it was added. */
    void runDue() {
        while (untilNextNanos() == 0) {
            runFirst();
        }
    }

    /** Runs the deadline that is due next, now: its time is over before it is reached. */
    public void runFirst() {
        Deadline first = ahead.first();
        first.cancel();
        try {
            first.due.expired();
        } catch (Throwable error) {
            failures.survive(error, first.due::abandon);
        }
    }

    /** One deadline. Cancelling is harmless when it is over. */
    public final class Deadline {
        private final long sinceNanos;
        private final long number;
        private final Due due;

        private Deadline(long sinceNanos, long number, Due due) {
            this.sinceNanos = sinceNanos;
            this.number = number;
            this.due = due;
        }

        /** Returns how much of its time is over. */
        public long elapsedNanos() {
            return nowNanos.getAsLong() - sinceNanos;
        }

        public void cancel() {
            ahead.remove(this);
        }

        /** Moments of a clock that may wrap around have an order only by their distance from one of them. */
        private long sinceBegin() {
            return sinceNanos - beginNanos;
        }
    }
}
