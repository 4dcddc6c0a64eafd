package org.usher.handback;

import java.util.List;
import java.util.Map;
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

    /**
     * What a connection has from its listener (accept(2)), and so from the unit that opened it, by level:
     *
     * <ul>
     *   <li>SO_DONTROUTE, KEEPALIVE, OOBINLINE, PRIORITY, RCVLOWAT, TIMESTAMP, TIMESTAMPNS, TIMESTAMPING, SELECT_ERR_QUEUE,
     *       BUSY_POLL, ZEROCOPY, TXREHASH;
     *   <li>TCP_NODELAY, CORK, KEEPIDLE, KEEPINTVL, KEEPCNT, LINGER2, THIN_LINEAR_TIMEOUTS, USER_TIMEOUT, NOTSENT_LOWAT, INQ,
     *       TX_DELAY, RTO_MAX_MS, RTO_MIN_US, DELACK_MAX_US;
     *   <li>IP_TOS, TTL, MTU_DISCOVER, RECVERR, MINTTL;
     *   <li>IPV6_UNICAST_HOPS, MTU_DISCOVER, RECVERR, TCLASS, MINHOPCOUNT.
     * </ul>
     */
    private static final Map<Integer, List<Integer>> INHERITED = Map.of(
            1, List.of(5, 9, 10, 12, 18, 29, 35, 37, 45, 46, 60, 74), // SOL_SOCKET
            6, List.of(1, 3, 4, 5, 6, 8, 16, 18, 25, 36, 37, 44, 45, 46), // IPPROTO_TCP
            0, List.of(1, 2, 10, 11, 21), // IPPROTO_IP
            41, List.of(16, 23, 25, 67, 73)); // IPPROTO_IPV6

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
        INHERITED.forEach((level, numbers) ->
                numbers.forEach(number -> inherit(kernel, fd, listener, new SocketOption(level, number))));
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

    private static void inherit(Kernel kernel, int fd, int listener, SocketOption option) {
        int value = kernel.option(listener, option);
        if (value >= 0) {
            kernel.setOption(fd, option, value);
        }
    }
}
