package org.usher.posix;

/** The commands of fcntl(2) that we use, and the flags that go with them. */
public enum Fcntl {
    /** Reads FD_CLOEXEC. */
    F_GETFD(1),
    /** Sets FD_CLOEXEC. */
    F_SETFD(2),
    /** Reads the status flags. */
    F_GETFL(3),
    /** Sets the status flags. */
    F_SETFL(4),
    /** Sets who gets SIGIO and SIGURG. */
    F_SETOWN(8),
    /** Makes a close-on-exec copy of the fd, numbered at least as high as the argument. */
    F_DUPFD_CLOEXEC(1030);

    public static final int FD_CLOEXEC = 1;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_ASYNC = 0x2000;

    private final int number;

    Fcntl(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
