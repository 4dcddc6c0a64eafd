package org.usher.handoff;

/** What becomes of a connection that a program with an event loop of its own hands back. */
public enum HandBack {
    /** The dispatcher has it. Close the fd, without shutdown(2). */
    SENT,
    /** The dispatcher's queue is full: try again a little later. */
    FULL,
    /** It cannot be handed back: end it. */
    FAILED
}
