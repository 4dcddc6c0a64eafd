package org.usher.handback;

import java.util.List;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The options that belong to a connection and not to the process that set them: what an app left in them would hold for
 * us and for the next app (PROTOCOL.md, rule 29). With SO_PEEK_OFF above all, a peek sees other octets than a read; with
 * SO_MAX_PACING_RATE or IP_MINTTL, the next app cannot answer.
 */
final class SocketReset {
    private static final NativeMemory NO_LINGER = NativeMemory.allocate(8); // struct linger: off
    private static final NativeMemory NO_TIMEOUT = NativeMemory.allocate(16); // struct timeval: none

    /** Room for TCP_CA_NAME_MAX and TCP_ULP_NAME_MAX octets (net/tcp.h). Only the thread for held connections uses it. */
    private static final NativeMemory NAME = NativeMemory.allocate(16);

    /** For an option whose greatest value means that there is no limit. */
    private static final int UNLIMITED = -1;

    /** The greatest window (RFC 7323 §2.3). */
    private static final int WINDOW_MAX = 65535 << 14;

    /** What a connection has from its listener (accept(2)), and so from the unit that opened it. */
    private static final List<SocketOption> INHERITED = List.of(
            SocketOption.SO_DONTROUTE,
            SocketOption.SO_KEEPALIVE,
            SocketOption.SO_OOBINLINE,
            SocketOption.SO_PRIORITY,
            SocketOption.SO_RCVLOWAT,
            SocketOption.SO_TIMESTAMP,
            SocketOption.SO_TIMESTAMPNS,
            SocketOption.SO_TIMESTAMPING,
            SocketOption.SO_SELECT_ERR_QUEUE,
            SocketOption.SO_BUSY_POLL,
            SocketOption.SO_ZEROCOPY,
            SocketOption.SO_TXREHASH,
            SocketOption.TCP_NODELAY,
            SocketOption.TCP_CORK,
            SocketOption.TCP_KEEPIDLE,
            SocketOption.TCP_KEEPINTVL,
            SocketOption.TCP_KEEPCNT,
            SocketOption.TCP_LINGER2,
            SocketOption.TCP_THIN_LINEAR_TIMEOUTS,
            SocketOption.TCP_USER_TIMEOUT,
            SocketOption.TCP_NOTSENT_LOWAT,
            SocketOption.TCP_INQ,
            SocketOption.TCP_TX_DELAY,
            SocketOption.TCP_RTO_MAX_MS,
            SocketOption.TCP_RTO_MIN_US,
            SocketOption.TCP_DELACK_MAX_US,
            SocketOption.IP_TOS,
            SocketOption.IP_TTL,
            SocketOption.IP_MTU_DISCOVER,
            SocketOption.IP_RECVERR,
            SocketOption.IP_MINTTL,
            SocketOption.IPV6_TCLASS,
            SocketOption.IPV6_UNICAST_HOPS,
            SocketOption.IPV6_MTU_DISCOVER,
            SocketOption.IPV6_RECVERR,
            SocketOption.IPV6_MINHOPCOUNT);

    private SocketReset() {}

    /**
     * Sets all of them to what they are after accept(2) from {@code listener}. An option that the kernel does not know was
     * never set.
     *
     * @return whether that was possible: a socket filter can be locked for ever (SO_LOCK_FILTER), a device or an upper
     *     protocol (kernel TLS) cannot be given up
     */
    static boolean reset(Kernel kernel, int fd, int listener) {
        kernel.setOption(fd, SocketOption.SO_PEEK_OFF, -1);
        kernel.setOption(fd, SocketOption.SO_LINGER, NO_LINGER);
        kernel.setOption(fd, SocketOption.SO_RCVTIMEO, NO_TIMEOUT);
        kernel.setOption(fd, SocketOption.SO_SNDTIMEO, NO_TIMEOUT);
        kernel.setOption(fd, SocketOption.SO_MAX_PACING_RATE, UNLIMITED);
        kernel.setOption(fd, SocketOption.TCP_WINDOW_CLAMP, WINDOW_MAX);
        kernel.setOption(fd, SocketOption.SO_BUF_LOCK, 0); // buffers of a fixed size grow again
        for (SocketOption option : INHERITED) {
            int value = kernel.option(listener, option);
            if (value >= 0) {
                kernel.setOption(fd, option, value);
            }
        }

        if (kernel.option(listener, SocketOption.TCP_CONGESTION, NAME) > 0) {
            kernel.setOption(fd, SocketOption.TCP_CONGESTION, NAME);
        }
        int flags = kernel.fcntl(fd, Fcntl.F_GETFL, 0);
        kernel.fcntl(fd, Fcntl.F_SETFL, flags & ~(Fcntl.O_NONBLOCK | Fcntl.O_ASYNC));
        kernel.fcntl(fd, Fcntl.F_SETOWN, 0);
        return kernel.setOption(fd, SocketOption.SO_DETACH_FILTER, 0) != -Errno.EPERM
                && kernel.option(fd, SocketOption.SO_BINDTOIFINDEX)
                        == kernel.option(listener, SocketOption.SO_BINDTOIFINDEX)
                && kernel.option(fd, SocketOption.TCP_ULP, NAME) <= 0;
    }
}
