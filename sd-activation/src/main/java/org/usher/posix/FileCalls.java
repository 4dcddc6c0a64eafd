package org.usher.posix;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The files of the Linux kernel: each method is one system call. Results, and who owns an fd, are as in {@link Kernel};
 * these calls wait for the disk. For one thread at a time.
 */
public final class FileCalls {
    /** Where paths are absolute. */
    public static final int NOWHERE = -100; // AT_FDCWD

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int O_RDONLY = 0;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_PATH = 0x200000;
    private static final int NAME_SIZE = 256;
    private static final int PATH_MAX = 4096;

    private final CFunction openat = CFunction.named("openat");
    private final CFunction readlink = CFunction.named("readlink");
    private final CFunction statx = CFunction.named("statx");
    private final CFunction pread = CFunction.named("pread");
    private final CFunction sendfile = CFunction.named("sendfile");
    private final CFunction fgetxattr = CFunction.named("fgetxattr");
    private final NativeMemory path = NativeMemory.allocate(PATH_MAX);
    private final NativeMemory small = NativeMemory.allocate(NAME_SIZE);
    private final NativeMemory none = NativeMemory.allocate(1);

    /** Throws if the C library lacks one of these calls. */
    public FileCalls() {}

    /**
     * openat(2) with O_PATH, links followed: the file itself, which nobody reads by this fd.
     *
     * @param place an fd of the directory that {@code path} is relative to, or {@link #NOWHERE}
     */
    public int locate(int place, FilePath path) {
        return openat.call(place, path.nativeAddress(), O_PATH | O_CLOEXEC);
    }

    /** openat(2) to read a file that was located, and no other. It does not wait for the other end of a pipe. */
    public int openLocated(int fd) {
        // O_NOCTTY differs on some architectures, on none that has a JVM for Linux in use
        return openat.call(NOWHERE, self(fd), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    }

    /** readlink(2) of {@code /proc/self/fd}: where an open file is now, all links resolved; null if it cannot be said. */
    public byte @Nullable [] pathOf(int fd) {
        int length = readlink.call(self(fd), path.address(0, PATH_MAX), PATH_MAX);
        if (length < 0) {
            return null;
        }
        byte[] octets = new byte[length];
        path.copyTo(octets, 0, length);
        return octets;
    }

    private long self(int fd) {
        byte[] octets = ("/proc/self/fd/" + fd + "\0").getBytes(StandardCharsets.US_ASCII);
        small.bytes().put(0, octets);
        return small.address(0, NAME_SIZE);
    }

    /** statx(2) of what {@code path} leads to, links followed. */
    public int status(FilePath path, FileAttributes into) {
        return statx.call(NOWHERE, path.nativeAddress(), 0, FileAttributes.MASK, into.nativeAddress());
    }

    /** statx(2) of an open file. */
    public int status(int fd, FileAttributes into) {
        return statx.call(fd, none.address(0, 1), AT_EMPTY_PATH, FileAttributes.MASK, into.nativeAddress());
    }

    /** pread(2). */
    public int read(int fd, long from, NativeMemory into, int length) {
        return pread.call(fd, into.address(0, length), length, from);
    }

    /** sendfile(2). The socket is in non-blocking mode, or this waits for the other end. */
    public int sendFile(int socket, int file, long from, int length) {
        small.bytes().putLong(0, from);
        return sendfile.call(socket, file, small.address(0, Long.BYTES), length);
    }

    /** fgetxattr(2): fills {@code value} and returns its length. */
    public int attribute(int fd, String name, NativeMemory value) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        small.bytes().put(0, octets).put(octets.length, (byte) 0);
        return fgetxattr.call(fd, small.address(0, NAME_SIZE), value.address(0, value.size()), value.size());
    }
}
