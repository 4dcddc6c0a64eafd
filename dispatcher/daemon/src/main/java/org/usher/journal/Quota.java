package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A limit of entries of one sort: ten a second. Any thread may write. */
final class Quota {
    private static final int ENTRIES_PER_SECOND = 10;

    private final Log log;
    private final LongSupplier clockNanos;
    private long second = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    /** Measures seconds by {@code clockNanos}, a monotonic clock such as {@link System#nanoTime}. */
    Quota(Log log, LongSupplier clockNanos) {
        this.log = log;
        this.clockNanos = clockNanos;
    }

    /** Writes what {@code entry} makes, with the number of those that were left out before it; or leaves it out. */
    void write(Supplier<Entry> entry) {
        long before = admit();
        if (before >= 0) {
            log.write(entry.get().after(before)); // without our lock: to make an entry may take long
        }
    }

    /** Returns how many were left out since the last one that was not, or -1 if this one is left out. */
    private synchronized long admit() {
        long now = TimeUnit.NANOSECONDS.toSeconds(clockNanos.getAsLong());
        if (now != second) {
            second = now;
            written = 0;
        }
        if (written == ENTRIES_PER_SECOND) {
            leftOut++;
            return -1;
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
