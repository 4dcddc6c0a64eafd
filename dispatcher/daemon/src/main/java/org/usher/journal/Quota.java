package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many entries of one sort may still be written in this second. Any thread may ask. */
final class Quota {
    private static final int ENTRIES_PER_SECOND = 10;

    private final LongSupplier clockNanos;
    private long second = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    /** Counts the seconds of {@code clockNanos}, a monotonic clock such as {@link System#nanoTime}. */
    Quota(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /** Returns whether one more may be written; counts it in either case. */
    public synchronized boolean allows() {
        long now = TimeUnit.NANOSECONDS.toSeconds(clockNanos.getAsLong());
        if (now != second) {
            second = now;
            written = 0;
        }
        if (written == ENTRIES_PER_SECOND) {
            leftOut++;
            return false;
        }
        written++;
        return true;
    }

    /** Returns how many were not allowed since the last question. */
    public synchronized long takeLeftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
