package org.usher.reception;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What a program has to say of others that do not do their part: lines on standard error, so many a second and no more. */
public final class Complaints {
    private static final int LINES_PER_SECOND = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final PrintStream out;
    private final LongSupplier nanos;
    private long secondBegan;
    private int lines;
    private long left;

    /** Says nothing yet; {@code nanos} is a monotonic clock. */
    public Complaints(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong() - SECOND;
    }

    /** Says it now, or counts it. */
    public void say(String what) {
        long now = nanos.getAsLong();
        if (now - secondBegan >= SECOND) {
            if (left > 0) {
                out.println(left + " more like these");
            }
            secondBegan = now;
            lines = 0;
            left = 0;
        }
        if (lines < LINES_PER_SECOND) {
            lines++;
            out.println(what);
        } else {
            left++;
        }
    }
}
