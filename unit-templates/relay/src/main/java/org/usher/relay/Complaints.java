package org.usher.relay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What the relay has to say of apps that do not answer: lines on standard error, so many a second and no more. */
final class Complaints {
    private static final int LINES_PER_SECOND = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final PrintStream out;
    private final LongSupplier nanos;
    private long secondBegan;
    private int lines;
    private long left;

    Complaints(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong() - SECOND;
    }

    void say(String what) {
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
