package org.usher.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Everything that the loop does when its time has come, and the loop's clock. */
final class Deadlines {
    private final LongSupplier clockNanos;
    private final List<DeadlineQueue> queues = new ArrayList<>();
    private long nowNanos;

    /** Begins with the time that {@code clockNanos} tells, a monotonic clock such as {@link System#nanoTime}. */
    Deadlines(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
        this.nowNanos = clockNanos.getAsLong();
    }

    /** Returns a new queue of deadlines that are all {@code timeout} away. */
    DeadlineQueue queue(Duration timeout) {
        DeadlineQueue queue = new DeadlineQueue(timeout, this::nowNanos);
        queues.add(queue);
        return queue;
    }

    /** Forgets a queue, with the deadlines that are left in it. */
    void drop(DeadlineQueue queue) {
        queues.remove(queue);
    }

    /** Returns the time at which the loop woke: one look at the clock serves a whole batch of events. */
    long nowNanos() {
        return nowNanos;
    }

    void lookAtTheClock() {
        nowNanos = clockNanos.getAsLong();
    }

    /** Returns how long the loop may sleep, in whole milliseconds rounded up; -1 for ever. */
    int millisToNext() {
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
    void runDue() {
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).runDue();
        }
    }
}
