package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A limit of entries of one sort: ten a second. Any thread may ask. */
final class Quota {
    private static final int ENTRIES_PER_SECOND = 10;

    private final LongSupplier clockNanos;
    private long second = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    /** Measures seconds by {@code clockNanos}, a monotonic clock such as {@link System#nanoTime}. */
    Quota(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /** Returns whether one more entry may be written, and counts it either way. */
    synchronized boolean allows() {
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

    /** Returns how many entries were not allowed since this was last asked. */
    synchronized long takeLeftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
