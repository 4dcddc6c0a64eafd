package org.usher.flow;

import org.usher.framing.HeadToSend;
import org.usher.posix.NativeMemory;
import org.usher.route.Limits;

/** The memory in which octets are looked at, one for all connections of a thread: true only until the next look. */
public final class Scratch {
    /** What is looked at at once, and so the longest head. */
    public static final int SIZE = Limits.HEAD_SIZE_MAX;

    /** What has come. */
    public final NativeMemory in = NativeMemory.allocate(SIZE);
    /** What goes, if it is not what has come. */
    public final NativeMemory out = NativeMemory.allocate(2 * SIZE + HeadToSend.GROWTH_MAX);
    /** A head that has come, on the heap, where single octets cost less to read. */
    public final byte[] head = new byte[SIZE];

    /** Copies the first octets of {@link #in} to {@link #head}. */
    public void copyHead(int length) {
        in.copyTo(head, 0, length);
    }
}
