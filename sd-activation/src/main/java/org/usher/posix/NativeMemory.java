package org.usher.posix;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block of memory that both Java and the kernel can reach: a direct buffer in native byte order and its address.
 *
 * <p>Its owner allocates it once and uses it again; it goes when its owner is garbage. Not safe for use by several
 * threads at a time.
 */
public final class NativeMemory {
    private final ByteBuffer bytes;
    private final long address;

    private NativeMemory(ByteBuffer bytes) {
        this.bytes = bytes;
        this.address = MemoryIO.getInstance().getDirectBufferAddress(bytes);
    }

    /** Returns a new block of {@code size} zero octets. */
    public static NativeMemory allocate(int size) {
        return new NativeMemory(ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder()));
    }

    /** Returns the block as a buffer that shares its octets; position and limit are the caller's to use. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the number of octets in the block. */
    public int size() {
        return bytes.capacity();
    }

    /** Copies {@code length} octets from {@code offset} on into {@code target}, from its index 0 on. */
    public void copyTo(byte[] target, int offset, int length) {
        bytes.get(offset, target, 0, length);
    }

    long address(int offset, int length) {
        if ((offset | length) < 0 || offset > bytes.capacity() - length) {
            throw new IndexOutOfBoundsException(length + " octets at " + offset + " of a block of " + size());
        }
        return address + offset;
    }
}
