package org.usher.framing;

import java.nio.ByteBuffer;

/**
 * A resumable recogniser of one chunked body with its trailers (RFC 9112 §7.1), in the strict reading.
 *
 * <pre>
 *          ┌──────────────── DATA_LF ◀─ DATA_CR ◀─ DATA ◀─┐
 *          ▼                                              │
 * SIZE_START ─▶ SIZE ─┬────────────────▶ SIZE_LF ─────────┤
 *                     └▶ EXTENSION ─▶ ───┘                │ size 0
 *                                                         ▼
 *              complete ◀─ END_LF ◀──────────────── TRAILER_START ◀──────────────┐
 *                                                         └▶ TRAILER ─▶ TRAILER_LF
 * </pre>
 *
 * The answer does not depend on how the octets were split. Data is passed without a look at it.
 */
final class ChunkScanner {
    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF,
        COMPLETE,
        MALFORMED
    }

    /** Hexadecimal digits of a size that no long overflows with. */
    private static final int DIGITS_MAX = 15;

    /** Octets of the extensions of one chunk, and of all trailers: nobody needs more, and somebody must keep them. */
    private static final int LINE_OCTETS_MAX = 8 * 1024;

    private State state = State.SIZE_START;
    private long size;
    private int digits;
    private int lineOctets;

    /** Becomes equal to {@code other}. */
    void copy(ChunkScanner other) {
        state = other.state;
        size = other.size;
        digits = other.digits;
        lineOctets = other.lineOctets;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    boolean isMalformed() {
        return state == State.MALFORMED;
    }

    /** Passes the octets from {@code from} to {@code to} that belong to the body; returns how many do. */
    int pass(ByteBuffer octets, int from, int to) {
        int at = from;
        while (at < to && state != State.COMPLETE && state != State.MALFORMED) {
            if (state == State.DATA) {
                int count = (int) Math.min(size, to - at);
                size -= count;
                at += count;
                state = size == 0 ? State.DATA_CR : State.DATA;
            } else {
                state = next(octets.get(at));
                at++;
            }
        }
        return at - from;
    }

    private State next(byte octet) {
        return switch (state) {
            case SIZE_START, SIZE -> size(octet);
            case EXTENSION -> octet == '\r' ? State.SIZE_LF : counted(OctetClass.VALUE, octet);
            case SIZE_LF -> octet != '\n' ? State.MALFORMED : size == 0 ? trailers() : State.DATA;
            case DATA_CR -> octet == '\r' ? State.DATA_LF : State.MALFORMED;
            case DATA_LF -> octet == '\n' ? State.SIZE_START : State.MALFORMED;
            case TRAILER_START -> octet == '\r' ? State.END_LF : counted(OctetClass.TOKEN, octet, State.TRAILER_NAME);
            case TRAILER_NAME -> octet == ':' ? State.TRAILER_VALUE : counted(OctetClass.TOKEN, octet);
            case TRAILER_VALUE -> octet == '\r' ? State.TRAILER_LF : counted(OctetClass.VALUE, octet);
            case TRAILER_LF -> octet == '\n' ? State.TRAILER_START : State.MALFORMED;
            case END_LF -> octet == '\n' ? State.COMPLETE : State.MALFORMED;
            case DATA, COMPLETE, MALFORMED -> throw new AssertionError(state);
        };
    }

    private State size(byte octet) {
        int digit = Character.digit(octet, 16);
        if (octet > 0 && digit >= 0) {
            size = state == State.SIZE_START ? digit : size * 16 + digit;
            digits = state == State.SIZE_START ? 1 : digits + 1;
            return digits > DIGITS_MAX ? State.MALFORMED : State.SIZE;
        }
        if (state == State.SIZE_START) {
            return State.MALFORMED;
        }
        lineOctets = 0;
        return octet == '\r' ? State.SIZE_LF : octet == ';' ? State.EXTENSION : State.MALFORMED;
    }

    private State trailers() {
        lineOctets = 0;
        return State.TRAILER_START;
    }

    private State counted(int octetClass, byte octet) {
        return counted(octetClass, octet, state);
    }

    private State counted(int octetClass, byte octet, State then) {
        lineOctets++;
        return OctetClass.is(octetClass, octet) && lineOctets <= LINE_OCTETS_MAX ? then : State.MALFORMED;
    }
}
