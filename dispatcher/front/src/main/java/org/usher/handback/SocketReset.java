package org.usher.handback;

import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The options that belong to a connection and not to the process that set them: what an app left in them would hold for
 * us and for the next app (PROTOCOL.md, rule 29). With SO_PEEK_OFF above all, a peek sees other octets than a read.
 */
final class SocketReset {
    private static final NativeMemory NO_LINGER = NativeMemory.allocate(8); // struct linger: off
    private static final NativeMemory NO_TIMEOUT = NativeMemory.allocate(16); // struct timeval: none

    private SocketReset() {}

    /**
     * Sets all of them to what they are after accept(2). An option that the kernel does not know was never set.
     *
     * @return whether that was possible: a socket filter can be locked for ever (SO_LOCK_FILTER)
     */
    static boolean reset(Kernel kernel, int fd) {
        kernel.setOption(fd, SocketOption.SO_PEEK_OFF, -1);
        kernel.setOption(fd, SocketOption.SO_LINGER, NO_LINGER);
        kernel.setOption(fd, SocketOption.SO_OOBINLINE, 0);
        kernel.setOption(fd, SocketOption.SO_RCVLOWAT, 1);
        kernel.setOption(fd, SocketOption.SO_RCVTIMEO, NO_TIMEOUT);
        kernel.setOption(fd, SocketOption.SO_SNDTIMEO, NO_TIMEOUT);
        kernel.setOption(fd, SocketOption.TCP_CORK, 0);
        kernel.setOption(fd, SocketOption.TCP_USER_TIMEOUT, 0);
        int flags = kernel.fcntl(fd, Fcntl.F_GETFL, 0);
        kernel.fcntl(fd, Fcntl.F_SETFL, flags & ~(Fcntl.O_NONBLOCK | Fcntl.O_ASYNC));
        kernel.fcntl(fd, Fcntl.F_SETOWN, 0);
        return kernel.setOption(fd, SocketOption.SO_DETACH_FILTER, 0) != -Errno.EPERM;
    }
}
