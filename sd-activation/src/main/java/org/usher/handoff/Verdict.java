package org.usher.handoff;

/** What a receiver does with a further request of a connection. */
public enum Verdict {
    /** Serve it. */
    MINE,
    /** Hand the connection back, with everything that was read of the request; write nothing. */
    HAND_BACK,
    /** Close the connection, or answer 421 with {@code Connection: close}. */
    CLOSE
}
