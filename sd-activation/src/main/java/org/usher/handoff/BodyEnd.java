package org.usher.handoff;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The end of one body, found without reading an octet beyond it: it says how many octets surely belong to the body, and
 * is shown those as they are read (RFC 9112, sections 6 and 7.1).
 *
 * <p>A chunked body that two programs could read in two ways has no end: it is {@link #isBroken}, and nothing after it
 * may be taken for a request.
 */
final class BodyEnd {
    /** The shortest end of a chunked body: {@code 0 CR LF CR LF}. */
    private static final int LAST_CHUNK = 5;

    private static final int LINE_END = 2;
    private static final int SIZE_DIGITS_MAX = 15;

    private enum State {
        /** In octets that are not looked at: a whole body, or one chunk of several. */
        OCTETS,
        DATA_CR,
        DATA_LF,
        SIZE,
        EXTENSION,
        SIZE_LF,
        TRAILER,
        TRAILER_REST,
        TRAILER_LF,
        LAST_LF,
        COMPLETE,
        BROKEN
    }

    private final boolean chunked;
    private State state;
    /** Octets that are left of the body or the chunk; while the size is read, the size so far. */
    private long left;

    private int digits;

    private BodyEnd(boolean chunked, State state, long left) {
        this.chunked = chunked;
        this.state = state;
        this.left = left;
    }

    /** A body of {@code length} octets. */
    static BodyEnd after(long length) {
        return new BodyEnd(false, length == 0 ? State.COMPLETE : State.OCTETS, length);
    }

    static BodyEnd chunked() {
        return new BodyEnd(true, State.SIZE, 0);
    }

    /** A body that lasts as long as the connection. */
    static BodyEnd never() {
        return after(Long.MAX_VALUE);
    }

    /** A body whose end nobody can tell. */
    static BodyEnd unclear() {
        return new BodyEnd(false, State.BROKEN, 0);
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Returns how many of the octets to come surely belong to the body: 0 at its end, and when it is broken. */
    long certain() {
        return switch (state) {
            case OCTETS -> chunked ? left + LINE_END + LAST_CHUNK : left;
            case DATA_CR -> LINE_END + LAST_CHUNK;
            case DATA_LF -> 1 + LAST_CHUNK;
            case SIZE -> digits == 0 ? LAST_CHUNK : LINE_END + afterSize();
            case EXTENSION -> LINE_END + afterSize();
            case SIZE_LF -> 1 + afterSize();
            case TRAILER -> LINE_END;
            case TRAILER_REST -> LINE_END + LINE_END;
            case TRAILER_LF -> 1 + LINE_END;
            case LAST_LF -> 1;
            case COMPLETE, BROKEN -> 0;
        };
    }

    private long afterSize() {
        return left == 0 ? LINE_END : left + LINE_END + LAST_CHUNK;
    }

    /** Passes over octets of the body, as many as there are of it; those of its content go to {@code content}, if any. */
    void take(ByteBuffer octets, @Nullable ByteBuffer content) {
        while (octets.hasRemaining() && state != State.COMPLETE && state != State.BROKEN) {
            if (state == State.OCTETS) {
                int count = (int) Math.min(left, octets.remaining());
                if (content != null) {
                    content.put(octets.slice(octets.position(), count));
                }
                octets.position(octets.position() + count);
                left -= left == Long.MAX_VALUE ? 0 : count;
                if (left == 0) {
                    state = chunked ? State.DATA_CR : State.COMPLETE;
                }
            } else {
                state = next(octets.get());
            }
        }
    }

    private State next(byte octet) {
        return switch (state) {
            case DATA_CR -> octet == '\r' ? State.DATA_LF : State.BROKEN;
            case DATA_LF -> octet == '\n' ? sizeBegins() : State.BROKEN;
            case SIZE -> sizeGoesOn(octet);
            case EXTENSION -> lineGoesOn(octet, State.EXTENSION, State.SIZE_LF);
            case SIZE_LF -> octet == '\n' ? afterSizeLine() : State.BROKEN;
            case TRAILER -> lineGoesOn(octet, State.TRAILER_REST, State.LAST_LF);
            case TRAILER_REST -> lineGoesOn(octet, State.TRAILER_REST, State.TRAILER_LF);
            case TRAILER_LF -> octet == '\n' ? State.TRAILER : State.BROKEN;
            case LAST_LF -> octet == '\n' ? State.COMPLETE : State.BROKEN;
            case OCTETS, COMPLETE, BROKEN -> throw new AssertionError(state);
        };
    }

    private State sizeBegins() {
        digits = 0;
        left = 0;
        return State.SIZE;
    }

    private State sizeGoesOn(byte octet) {
        int digit = Character.digit((char) octet, 16);
        if (digit >= 0 && digits < SIZE_DIGITS_MAX) {
            left = left * 16 + digit;
            digits++;
            return State.SIZE;
        }
        if (digits == 0 || digit >= 0) {
            return State.BROKEN;
        }
        return octet == ';' ? State.EXTENSION : octet == '\r' ? State.SIZE_LF : State.BROKEN;
    }

    private State afterSizeLine() {
        return left == 0 ? State.TRAILER : State.OCTETS;
    }

    /** A line ends with CR LF: programs disagree about either alone. */
    private static State lineGoesOn(byte octet, State rest, State end) {
        return octet == '\r' ? end : octet == '\n' ? State.BROKEN : rest;
    }
}
