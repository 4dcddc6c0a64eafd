package org.usher.poll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Everything that the loop does when its time has come, and the loop's clock. */
public final class Deadlines {
    private final LongSupplier clockNanos;
    private final Failures failures;
    private final List<DeadlineQueue> queues = new ArrayList<>();
    private long nowNanos;

    /** Begins with the time that {@code clockNanos} tells, a monotonic clock such as {@link System#nanoTime}. */
    public Deadlines(LongSupplier clockNanos, Failures failures) {
        this.clockNanos = clockNanos;
        this.failures = failures;
        this.nowNanos = clockNanos.getAsLong();
    }

    /** Returns a new queue of deadlines that are all {@code timeout} away. */
    public DeadlineQueue queue(Duration timeout) {
        DeadlineQueue queue = new DeadlineQueue(timeout, this::nowNanos, failures);
        queues.add(queue);
        return queue;
    }

    /** Forgets a queue, with the deadlines that are left in it. */
    public void drop(DeadlineQueue queue) {
        queues.remove(queue);
    }

    /** Returns the time at which the loop woke: one look at the clock serves a whole batch of events. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Reads the clock: {@link #nowNanos} stays at this until the next look. */
    public void lookAtTheClock() {
        nowNanos = clockNanos.getAsLong();
    }

    /** Returns how long the loop may sleep, in whole milliseconds rounded up; -1 for ever. */
    public int millisToNext() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < queues.size(); i++) {
            next = Math.min(next, queues.get(i).untilNextNanos());
        }
        if (next == Long.MAX_VALUE) {
            return -1;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(next + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** Runs everything that is due. */
    public void runDue() {
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).runDue();
        }
    }
}
