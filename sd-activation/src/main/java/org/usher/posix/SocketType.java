package org.usher.posix;

/** The numbers that tell what a socket is (socket(2), shutdown(2)). */
public final class SocketType {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_SEQPACKET = 5;
    public static final int IPPROTO_TCP = 6;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    private SocketType() {}
}
