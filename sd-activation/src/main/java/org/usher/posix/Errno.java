package org.usher.posix;

import java.util.Map;

/**
 * The error numbers that our system calls can return and that somebody decides on (errno(3); the values are those of
 * {@code asm-generic/errno.h}, the same on x86-64, arm64 and riscv64). Everywhere they are passed as the kernel itself
 * returns them: negated.
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EPIPE = 32;
    public static final int EMSGSIZE = 90;
    public static final int EPROTOTYPE = 91;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ENOTCONN = 107;
    public static final int ETOOMANYREFS = 109;
    public static final int ECONNREFUSED = 111;
    public static final int EINPROGRESS = 115;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "not allowed (EPERM)"),
            Map.entry(ENOENT, "no such file (ENOENT)"),
            Map.entry(EINTR, "interrupted (EINTR)"),
            Map.entry(EBADF, "not an open file descriptor (EBADF)"),
            Map.entry(EAGAIN, "would block (EAGAIN)"),
            Map.entry(ENOMEM, "out of kernel memory (ENOMEM)"),
            Map.entry(EACCES, "permission denied (EACCES)"),
            Map.entry(ENFILE, "the machine has no free file descriptor (ENFILE)"),
            Map.entry(EMFILE, "this process has no free file descriptor (EMFILE)"),
            Map.entry(ENOSPC, "no room for more of its kind (ENOSPC)"),
            Map.entry(EPIPE, "the other side is closed (EPIPE)"),
            Map.entry(EMSGSIZE, "message too long (EMSGSIZE)"),
            Map.entry(EPROTOTYPE, "a socket of another kind (EPROTOTYPE)"),
            Map.entry(EAFNOSUPPORT, "no such addresses here (EAFNOSUPPORT)"),
            Map.entry(EADDRINUSE, "the address is in use (EADDRINUSE)"),
            Map.entry(EADDRNOTAVAIL, "this machine has no such address (EADDRNOTAVAIL)"),
            Map.entry(ECONNABORTED, "connection aborted (ECONNABORTED)"),
            Map.entry(ECONNRESET, "connection reset (ECONNRESET)"),
            Map.entry(ENOBUFS, "no buffer space (ENOBUFS)"),
            Map.entry(ENOTCONN, "not connected (ENOTCONN)"),
            Map.entry(ETOOMANYREFS, "too many file descriptors in flight (ETOOMANYREFS)"),
            Map.entry(ECONNREFUSED, "nobody listens (ECONNREFUSED)"),
            Map.entry(EINPROGRESS, "not connected yet (EINPROGRESS)"));

    private Errno() {}

    /** Returns whether {@code result} says that the process or the machine has run out of fds or memory. */
    public static boolean isShortage(int result) {
        return switch (-result) {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM -> true;
            default -> false;
        };
    }

    /** Returns what the negated errno {@code result} means, in a few words and with its name. */
    public static String describe(int result) {
        return NAMES.getOrDefault(-result, "errno " + -result);
    }
}
