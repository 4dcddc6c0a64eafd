package org.usher.connection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

    /** What a parked connection waited for. */
    public enum Phase {
        /** The first octet of its head. */
        SILENT(0),
        /** The rest of its head. */
        PARTIAL(1),
        /** Room in the socket of its app. */
        OFFERED(2),
        /** A new socket of its app; what the old one held may be in the hands of the app all the same. */
        LOST(4);

        private final int code;

        Phase(int code) {
            this.code = code;
        }

        /** Returns the octet that stands for it in a message; 3 was one of an earlier version. */
        public int code() {
            return code;
        }

        /** Returns the phase that {@code code} stands for; null if there is none. */
        public static @Nullable Phase of(int code) {
            return Arrays.stream(values())
                    .filter(phase -> phase.code == code)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Returns how long it had waited in {@code asked}: a phase that it enters only now begins with 0. */
    public long nanosIn(Phase asked) {
        return phase.equals(asked) ? nanos : 0;
    }
}
