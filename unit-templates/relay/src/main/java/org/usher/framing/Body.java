package org.usher.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the body of a message: where it ends, however its octets are split.
 *
 * <p>Measuring and passing are two steps, since of what has come only that is passed which the other side has taken.
 */
public final class Body {
    private static final long UNKNOWN = -1;

    private long left;
    private final @Nullable ChunkScanner chunks;
    /** Runs ahead of {@link #chunks}. */
    private final @Nullable ChunkScanner ahead;

    private Body(long left, @Nullable ChunkScanner chunks) {
        this.left = left;
        this.chunks = chunks;
        this.ahead = chunks == null ? null : new ChunkScanner();
    }

    /** Returns a body of {@code octets}, 0 if there is none. */
    public static Body counted(long octets) {
        return new Body(octets, null);
    }

    /** Returns a body in chunks. */
    public static Body chunked() {
        return new Body(UNKNOWN, new ChunkScanner());
    }

    /** Returns a body that ends where the stream does. */
    public static Body untilClose() {
        return new Body(UNKNOWN, null);
    }

    /** Returns how many of the octets from {@code from} to {@code to} belong to it, and are well-formed so far. */
    public int measure(ByteBuffer octets, int from, int to) {
        if (chunks == null || ahead == null) {
            return left == UNKNOWN ? to - from : (int) Math.min(left, to - from);
        }
        ahead.copy(chunks);
        int count = ahead.pass(octets, from, to);
        return ahead.isMalformed() ? 0 : count;
    }

    /** Returns whether the {@code count} octets that were measured last are its last ones. */
    public boolean endsWith(int count) {
        return ahead == null ? left == count : ahead.isComplete();
    }

    /** Returns whether what was measured last showed that the octets are no body. */
    public boolean isMalformed() {
        return ahead != null && ahead.isMalformed();
    }

    /** Passes octets, as many of them as were measured or fewer. */
    public void pass(ByteBuffer octets, int from, int to) {
        if (chunks != null) {
            chunks.pass(octets, from, to);
        } else if (left != UNKNOWN) {
            left -= to - from;
        }
    }

    /** Returns whether its last octet was passed. */
    public boolean isComplete() {
        return chunks == null ? left == 0 : chunks.isComplete();
    }

    /** Returns whether the end of the stream is its end. */
    public boolean endsWithStream() {
        return chunks == null && left == UNKNOWN;
    }
}
