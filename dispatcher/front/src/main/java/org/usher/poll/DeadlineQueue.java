package org.usher.poll;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** Deadlines that all have the same distance from when they were set. */
public final class DeadlineQueue {
    private final LongSupplier nowNanos;
    private final Failures failures;
    private final Set<Deadline> ahead = new LinkedHashSet<>();
    private long timeoutNanos;

    DeadlineQueue(Duration timeout, LongSupplier nowNanos, Failures failures) {
        this.timeoutNanos = timeout.toNanos();
        this.nowNanos = nowNanos;
        this.failures = failures;
    }

    /** Moves all deadlines to this distance from when they were set. */
    public void timeout(Duration timeout) {
        timeoutNanos = timeout.toNanos();
    }

    /** Sets a deadline: unless it is cancelled before, {@code due} is called when its time has come. */
    public Deadline add(Due due) {
        Deadline added = new Deadline(due);
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
        long since = isEmpty() ? 0 : ahead.iterator().next().sinceNanos;
        return isEmpty() ? Long.MAX_VALUE : Math.max(0, timeoutNanos - (nowNanos.getAsLong() - since));
    }

    /** Runs everything that is due, in the order in which it was added. */
    void runDue() {
        while (untilNextNanos() == 0) {
            runFirst();
        }
    }

    /** Runs all deadlines now, and those that these set. */
    public void runAll() {
        while (!isEmpty()) {
            runFirst();
        }
    }

    /** Runs the deadline that is due next, now: its time is over before it is reached. */
    public void runFirst() {
        Deadline first = ahead.iterator().next();
        first.cancel();
        try {
            first.due.expired();
        } catch (Throwable error) {
            failures.survive(error, first.due::abandon);
        }
    }

    /** One deadline. Cancelling is harmless when it is over. */
    public final class Deadline {
        private final long sinceNanos = nowNanos.getAsLong();
        private final Due due;

        private Deadline(Due due) {
            this.due = due;
        }

        public void cancel() {
            ahead.remove(this);
        }
    }
}
