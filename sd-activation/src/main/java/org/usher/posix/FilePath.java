package org.usher.posix;

/** A path as {@link FileCalls} takes it: octets that end in a NUL. Made once and used again; for one thread at a time. */
public final class FilePath {
    /** PATH_MAX of linux/limits.h, the NUL included. */
    private static final int SIZE = 4096;

    private final NativeMemory memory = NativeMemory.allocate(SIZE);

    /** Makes an empty path. */
    public FilePath() {}

    /** Makes this the path of these octets; returns false if no file can have it: it is too long, or has a NUL in it. */
    public boolean set(byte[] path) {
        if (path.length >= SIZE) {
            return false;
        }
        for (byte octet : path) {
            if (octet == 0) {
                return false;
            }
        }
        memory.bytes().put(0, path).put(path.length, (byte) 0);
        return true;
    }

    long nativeAddress() {
        return memory.address(0, SIZE);
    }
}
