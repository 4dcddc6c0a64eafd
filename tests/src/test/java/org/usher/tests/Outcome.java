package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a command that has ended left: its exit status (124 = it ran out of time) and its two outputs. */
record Outcome(String command, int status, String out, String err) {

    /** Returns the standard output of a command that must have succeeded. */
    String succeeded() {
        assertEquals(0, status, this::toString);
        return out;
    }
}
