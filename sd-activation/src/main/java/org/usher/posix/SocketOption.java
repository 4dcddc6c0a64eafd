package org.usher.posix;

/**
 * A socket option, and those that we read or set (socket(7), unix(7), tcp(7), ip(7), ipv6(7); the values are those of
 * {@code asm-generic/socket.h} and of the headers of the kernel).
 *
 * @param level the level that it belongs to, such as SOL_SOCKET
 * @param number its number there
 */
public record SocketOption(int level, int number) {
    public static final SocketOption SO_REUSEADDR = new SocketOption(1, 2);
    public static final SocketOption SO_TYPE = new SocketOption(1, 3);
    public static final SocketOption SO_DONTROUTE = new SocketOption(1, 5);
    public static final SocketOption SO_SNDBUF = new SocketOption(1, 7);
    public static final SocketOption SO_RCVBUF = new SocketOption(1, 8);
    public static final SocketOption SO_KEEPALIVE = new SocketOption(1, 9);
    public static final SocketOption SO_OOBINLINE = new SocketOption(1, 10);
    public static final SocketOption SO_PRIORITY = new SocketOption(1, 12);
    public static final SocketOption SO_LINGER = new SocketOption(1, 13);
    public static final SocketOption SO_PASSCRED = new SocketOption(1, 16);
    public static final SocketOption SO_PEERCRED = new SocketOption(1, 17);
    public static final SocketOption SO_RCVLOWAT = new SocketOption(1, 18);
    public static final SocketOption SO_RCVTIMEO = new SocketOption(1, 20);
    public static final SocketOption SO_SNDTIMEO = new SocketOption(1, 21);
    public static final SocketOption SO_DETACH_FILTER = new SocketOption(1, 27);
    public static final SocketOption SO_TIMESTAMP = new SocketOption(1, 29);
    public static final SocketOption SO_ACCEPTCONN = new SocketOption(1, 30);
    public static final SocketOption SO_TIMESTAMPNS = new SocketOption(1, 35);
    public static final SocketOption SO_TIMESTAMPING = new SocketOption(1, 37);
    public static final SocketOption SO_PROTOCOL = new SocketOption(1, 38);
    public static final SocketOption SO_DOMAIN = new SocketOption(1, 39);
    public static final SocketOption SO_PEEK_OFF = new SocketOption(1, 42);
    public static final SocketOption SO_SELECT_ERR_QUEUE = new SocketOption(1, 45);
    public static final SocketOption SO_BUSY_POLL = new SocketOption(1, 46);
    public static final SocketOption SO_MAX_PACING_RATE = new SocketOption(1, 47);
    public static final SocketOption SO_COOKIE = new SocketOption(1, 57);
    public static final SocketOption SO_ZEROCOPY = new SocketOption(1, 60);
    public static final SocketOption SO_BINDTOIFINDEX = new SocketOption(1, 62);
    public static final SocketOption SO_NETNS_COOKIE = new SocketOption(1, 71);
    public static final SocketOption SO_BUF_LOCK = new SocketOption(1, 72);
    public static final SocketOption SO_TXREHASH = new SocketOption(1, 74);

    public static final SocketOption TCP_NODELAY = new SocketOption(6, 1);
    public static final SocketOption TCP_CORK = new SocketOption(6, 3);
    public static final SocketOption TCP_KEEPIDLE = new SocketOption(6, 4);
    public static final SocketOption TCP_KEEPINTVL = new SocketOption(6, 5);
    public static final SocketOption TCP_KEEPCNT = new SocketOption(6, 6);
    public static final SocketOption TCP_LINGER2 = new SocketOption(6, 8);
    public static final SocketOption TCP_DEFER_ACCEPT = new SocketOption(6, 9);
    public static final SocketOption TCP_WINDOW_CLAMP = new SocketOption(6, 10);
    public static final SocketOption TCP_INFO = new SocketOption(6, 11);
    public static final SocketOption TCP_CONGESTION = new SocketOption(6, 13);
    public static final SocketOption TCP_THIN_LINEAR_TIMEOUTS = new SocketOption(6, 16);
    public static final SocketOption TCP_USER_TIMEOUT = new SocketOption(6, 18);
    public static final SocketOption TCP_NOTSENT_LOWAT = new SocketOption(6, 25);
    public static final SocketOption TCP_ULP = new SocketOption(6, 31);
    public static final SocketOption TCP_INQ = new SocketOption(6, 36);
    public static final SocketOption TCP_TX_DELAY = new SocketOption(6, 37);
    public static final SocketOption TCP_RTO_MAX_MS = new SocketOption(6, 44);
    public static final SocketOption TCP_RTO_MIN_US = new SocketOption(6, 45);
    public static final SocketOption TCP_DELACK_MAX_US = new SocketOption(6, 46);

    public static final SocketOption IP_TOS = new SocketOption(0, 1);
    public static final SocketOption IP_TTL = new SocketOption(0, 2);
    public static final SocketOption IP_MTU_DISCOVER = new SocketOption(0, 10);
    public static final SocketOption IP_RECVERR = new SocketOption(0, 11);
    public static final SocketOption IP_MINTTL = new SocketOption(0, 21);

    public static final SocketOption IPV6_UNICAST_HOPS = new SocketOption(41, 16);
    public static final SocketOption IPV6_MTU_DISCOVER = new SocketOption(41, 23);
    public static final SocketOption IPV6_RECVERR = new SocketOption(41, 25);
    public static final SocketOption IPV6_TCLASS = new SocketOption(41, 67);
    public static final SocketOption IPV6_MINHOPCOUNT = new SocketOption(41, 73);
}
