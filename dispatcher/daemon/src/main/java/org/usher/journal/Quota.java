package org.usher.journal;

import java.util.concurrent.TimeUnit;

/** A limit of entries of one sort: ten a second. Any thread may ask. */
final class Quota {
    private static final int ENTRIES_PER_SECOND = 10;

    private long second = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    /**
     * Returns how many were left out since the last one that was not, or -1 if this one is left out.
     *
     * @param nowNanos of a monotonic clock such as {@link System#nanoTime}
     */
    synchronized long admit(long nowNanos) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
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
