package org.usher.posix;

/**
 * The socket options that we read or set, each with the level it belongs to (socket(7), unix(7), tcp(7); the values are
 * those of {@code asm-generic/socket.h}).
 */
public enum SocketOption {
    SO_REUSEADDR(Level.SOCKET, 2),
    SO_TYPE(Level.SOCKET, 3),
    SO_SNDBUF(Level.SOCKET, 7),
    SO_RCVBUF(Level.SOCKET, 8),
    SO_OOBINLINE(Level.SOCKET, 10),
    SO_LINGER(Level.SOCKET, 13),
    SO_PASSCRED(Level.SOCKET, 16),
    SO_PEERCRED(Level.SOCKET, 17),
    SO_RCVLOWAT(Level.SOCKET, 18),
    SO_RCVTIMEO(Level.SOCKET, 20),
    SO_SNDTIMEO(Level.SOCKET, 21),
    SO_DETACH_FILTER(Level.SOCKET, 27),
    SO_ACCEPTCONN(Level.SOCKET, 30),
    SO_PROTOCOL(Level.SOCKET, 38),
    SO_DOMAIN(Level.SOCKET, 39),
    SO_PEEK_OFF(Level.SOCKET, 42),
    SO_COOKIE(Level.SOCKET, 57),
    SO_NETNS_COOKIE(Level.SOCKET, 71),
    TCP_NODELAY(Level.TCP, 1),
    TCP_CORK(Level.TCP, 3),
    TCP_DEFER_ACCEPT(Level.TCP, 9),
    TCP_INFO(Level.TCP, 11),
    TCP_USER_TIMEOUT(Level.TCP, 18);

    private final int level;
    private final int number;

    SocketOption(int level, int number) {
        this.level = level;
        this.number = number;
    }

    int level() {
        return level;
    }

    int number() {
        return number;
    }

    private static final class Level {
        static final int SOCKET = 1;
        static final int TCP = 6;
    }
}
