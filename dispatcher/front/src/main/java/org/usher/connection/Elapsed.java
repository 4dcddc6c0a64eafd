package org.usher.connection;

/**
 * How long a connection had waited when the dispatcher before us let go of it: its deadline goes on from there.
 *
 * <p>It is a span and no moment, so the time in which nobody could serve the connection does not count against it.
 *
 * @param phase what it waited for
 * @param nanos how long
 */
public record Elapsed(Phase phase, long nanos) {
    /** Of a connection that no dispatcher has had before. */
    public static final Elapsed NONE = new Elapsed(Phase.SILENT, 0);

    /** What a parked connection waited for; in messages, their numbers from 0. */
    public enum Phase {
        /** The first octet of its head. */
        SILENT,
        /** The rest of its head. */
        PARTIAL,
        /** Room in the socket of its app. */
        OFFERED,
        /** A new socket of its app; what the old one held may be in the hands of the app all the same. */
        LOST
    }

    /** Returns how long it had waited in {@code asked}: a phase that it enters only now begins with 0. */
    public long nanosIn(Phase asked) {
        return phase.equals(asked) ? nanos : 0;
    }
}
