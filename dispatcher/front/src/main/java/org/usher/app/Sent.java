package org.usher.app;

import org.usher.posix.Errno;

/** What came of an attempt to reach an app's socket. */
enum Sent {
    /** The app's queue has the message, or the socket is connected. */
    DONE,
    /** The app's queue, or the kernel's memory, is full: a moment later there may be room. */
    FULL,
    /** The socket that we were connected to is gone. */
    GONE,
    /** Nobody listens at the app's path. */
    NOBODY,
    /** We have reached a limit of our own: of fds, of fds in flight, of a message's size. */
    LIMIT;

    /** Returns what the kernel's {@code result} of connect(2) or sendmsg(2) comes to. */
    static Sent of(int result) {
        if (result >= 0) {
            return DONE;
        }
        return switch (-result) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> FULL;
            case Errno.ENOTCONN -> GONE;
            case Errno.ECONNREFUSED, Errno.ENOENT, Errno.EACCES -> NOBODY;
            default -> LIMIT;
        };
    }
}
