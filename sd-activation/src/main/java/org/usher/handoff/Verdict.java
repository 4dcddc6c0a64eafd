package org.usher.handoff;

/** What a receiver does with a further request of a connection. */
public enum Verdict {
    /** Serve it. */
    MINE,
    /** Hand the connection back with all that was read of the request, best nothing, and write nothing. */
    HAND_BACK,
    /** Close the connection: there is no further request, or none that may be served or handed back. */
    CLOSE,
    /** Look again when more has come: the head of the request is not complete. */
    INCOMPLETE
}
