package org.usher.tests;

import java.io.IOException;
import java.time.Duration;

/** How long something took, with a message that fits into a table of figures. */
record Took(Duration time) {
    /** What is timed. */
    interface Action {
        void run() throws IOException;
    }

    static Took by(Action action) throws IOException {
        long start = System.nanoTime();
        action.run();
        return new Took(Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public String toString() {
        return time.toMillis() + " ms";
    }
}
