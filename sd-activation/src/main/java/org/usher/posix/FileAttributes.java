package org.usher.posix;

import java.util.concurrent.TimeUnit;

/** What statx(2) says of a file. Made once and filled again by each call; for one thread at a time. */
public final class FileAttributes {
    /** What is asked for: STATX_BASIC_STATS. */
    static final int MASK = 0x7ff;

    private static final int SIZE = 256;
    private static final int TYPE_MASK = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;

    // struct statx, the same on every architecture
    private static final int UID_AT = 20;
    private static final int MODE_AT = 28;
    private static final int INODE_AT = 32;
    private static final int SIZE_AT = 40;
    private static final int CHANGED_AT = 96;
    private static final int MODIFIED_AT = 112;
    private static final int DEVICE_AT = 136;

    private final NativeMemory memory = NativeMemory.allocate(SIZE);

    /** Of no file yet. */
    public FileAttributes() {}

    public boolean isRegularFile() {
        return type() == REGULAR;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public int owner() {
        return memory.bytes().getInt(UID_AT);
    }

    public long size() {
        return memory.bytes().getLong(SIZE_AT);
    }

    public long inode() {
        return memory.bytes().getLong(INODE_AT);
    }

    /** Returns the device that holds the inode: major and minor number. */
    public long device() {
        return memory.bytes().getLong(DEVICE_AT);
    }

    /** Returns when the content changed last, in nanoseconds of Unix time. */
    public long modifiedNanos() {
        return nanos(MODIFIED_AT);
    }

    /** Returns when anything about the file changed last, its owner and its rights included. */
    public long changedNanos() {
        return nanos(CHANGED_AT);
    }

    private long nanos(int at) {
        return TimeUnit.SECONDS.toNanos(memory.bytes().getLong(at))
                + memory.bytes().getInt(at + Long.BYTES);
    }

    private int type() {
        return memory.bytes().getShort(MODE_AT) & TYPE_MASK;
    }

    long nativeAddress() {
        return memory.address(0, SIZE);
    }
}
