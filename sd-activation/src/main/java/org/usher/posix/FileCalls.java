package org.usher.posix;

import java.nio.charset.StandardCharsets;

/**
 * The files of the Linux kernel: each method is one system call. Results, and who owns an fd, are as in {@link Kernel};
 * these calls wait for the disk. For one thread at a time.
 */
public final class FileCalls {
    private static final int OPENAT2 = 437; // asm-generic/unistd.h; the C library has no name for it
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int O_RDONLY = 0;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_PATH = 0x200000;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_BENEATH = 0x08;
    private static final int HOW_SIZE = 24; // struct open_how: flags, mode, resolve
    private static final int NAME_SIZE = 256;

    private final CFunction open = CFunction.named("open");
    private final CFunction syscall = CFunction.named("syscall");
    private final CFunction statx = CFunction.named("statx");
    private final CFunction pread = CFunction.named("pread");
    private final CFunction sendfile = CFunction.named("sendfile");
    private final CFunction fgetxattr = CFunction.named("fgetxattr");
    private final NativeMemory how = NativeMemory.allocate(HOW_SIZE);
    private final NativeMemory small = NativeMemory.allocate(NAME_SIZE);
    private final NativeMemory none = NativeMemory.allocate(1);

    /** Throws if the C library lacks one of these calls. */
    public FileCalls() {}

    /** open(2) with O_PATH, links followed: a place to look from. */
    public int openPlace(FilePath path) {
        return open.call(path.nativeAddress(), O_PATH | O_CLOEXEC);
    }

    /**
     * openat2(2) to read what {@code path}, relative to {@code place}, leads to: never what is not beneath that, whatever
     * links and dots it has on the way (RESOLVE_BENEATH). It does not wait for the other end of a pipe.
     */
    public int openBeneath(int place, FilePath path) {
        // O_NOCTTY differs on some architectures, on none that has a JVM for Linux in use
        how.bytes().putLong(0, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        how.bytes().putLong(8, 0);
        how.bytes().putLong(16, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
        return syscall.call(OPENAT2, place, path.nativeAddress(), how.address(0, HOW_SIZE), HOW_SIZE);
    }

    /** statx(2) of what {@code path} leads to, links followed. */
    public int status(FilePath path, FileAttributes into) {
        return statx.call(AT_FDCWD, path.nativeAddress(), 0, FileAttributes.MASK, into.nativeAddress());
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
