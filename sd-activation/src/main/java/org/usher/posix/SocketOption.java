package org.usher.posix;

/**
 * A socket option, and those that we read or set (socket(7), unix(7), tcp(7); the values are those of
 * {@code asm-generic/socket.h} and {@code linux/tcp.h}).
 *
 * @param level the level that it belongs to, such as SOL_SOCKET
 * @param number its number there
 */
public record SocketOption(int level, int number) {
    public static final SocketOption SO_REUSEADDR = new SocketOption(1, 2);
    public static final SocketOption SO_TYPE = new SocketOption(1, 3);
    public static final SocketOption SO_ERROR = new SocketOption(1, 4);
    public static final SocketOption SO_SNDBUF = new SocketOption(1, 7);
    public static final SocketOption SO_RCVBUF = new SocketOption(1, 8);
    public static final SocketOption SO_OOBINLINE = new SocketOption(1, 10);
    public static final SocketOption SO_LINGER = new SocketOption(1, 13);
    public static final SocketOption SO_PASSCRED = new SocketOption(1, 16);
    public static final SocketOption SO_PEERCRED = new SocketOption(1, 17);
    public static final SocketOption SO_RCVLOWAT = new SocketOption(1, 18);
    public static final SocketOption SO_RCVTIMEO = new SocketOption(1, 20);
    public static final SocketOption SO_SNDTIMEO = new SocketOption(1, 21);
    public static final SocketOption SO_DETACH_FILTER = new SocketOption(1, 27);
    public static final SocketOption SO_ACCEPTCONN = new SocketOption(1, 30);
    public static final SocketOption SO_PROTOCOL = new SocketOption(1, 38);
    public static final SocketOption SO_DOMAIN = new SocketOption(1, 39);
    public static final SocketOption SO_PEEK_OFF = new SocketOption(1, 42);
    public static final SocketOption SO_MAX_PACING_RATE = new SocketOption(1, 47);
    public static final SocketOption SO_COOKIE = new SocketOption(1, 57);
    public static final SocketOption SO_BINDTOIFINDEX = new SocketOption(1, 62);
    public static final SocketOption SO_NETNS_COOKIE = new SocketOption(1, 71);
    public static final SocketOption SO_BUF_LOCK = new SocketOption(1, 72);

    public static final SocketOption TCP_NODELAY = new SocketOption(6, 1);
    public static final SocketOption TCP_CORK = new SocketOption(6, 3);
    public static final SocketOption TCP_DEFER_ACCEPT = new SocketOption(6, 9);
    public static final SocketOption TCP_WINDOW_CLAMP = new SocketOption(6, 10);
    public static final SocketOption TCP_INFO = new SocketOption(6, 11);
    public static final SocketOption TCP_CONGESTION = new SocketOption(6, 13);
    public static final SocketOption TCP_USER_TIMEOUT = new SocketOption(6, 18);
    public static final SocketOption TCP_ULP = new SocketOption(6, 31);
}
