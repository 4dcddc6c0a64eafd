package org.usher.connection;

import org.usher.poll.DeadlineQueue;

/** The clients that are listened to after their answers. */
public final class Lingering {
    private Lingering() {}

    /** Returns the deadlines of those that {@code endings} has answered. */
    public static DeadlineQueue of(Endings endings) {
        return endings.lingering;
    }
}
