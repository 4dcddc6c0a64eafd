package org.usher.posix;

/**
 * The Linux kernel as usher sees it: each method is one system call of the same purpose.
 *
 * <p>A result is what the kernel returns: 0 or more on success, a negated {@linkplain Errno errno} on failure; nothing
 * here throws for what a call answers, nothing retries, nothing blocks but {@link #epollWait}. A file descriptor is a
 * number; whoever receives one from {@link #accept}, {@link #receiveMessage} or a method that makes one owns it and
 * closes it. Every fd made here is close-on-exec. Methods may be called from any thread; the memory passed to them
 * belongs to the caller and to one thread at a time.
 */
public interface Kernel {

    /** Returns the kernel that this process runs on; throws if the native library cannot be loaded. */
    static Kernel linux() {
        return LinuxKernel.INSTANCE;
    }

    /** accept4(2): takes a connection that waits on {@code listener}; it is in blocking mode. */
    int accept(int listener, SocketAddressBuffer peer);

    /** getsockname(2). */
    int localAddress(int fd, SocketAddressBuffer address);

    /** getpeername(2). */
    int peerAddress(int fd, SocketAddressBuffer address);

    /** recv(2) with MSG_PEEK and MSG_DONTWAIT: reads and leaves everything unread. */
    int peek(int fd, NativeMemory into, int offset, int length);

    /** recv(2) with MSG_DONTWAIT. */
    int receive(int fd, NativeMemory into, int offset, int length);

    /** recv(2) of a TCP socket with MSG_TRUNC and MSG_DONTWAIT: drops up to {@code length} octets, copies none. */
    int discard(int fd, int length);

    /** send(2) with MSG_DONTWAIT and MSG_NOSIGNAL. */
    int send(int fd, NativeMemory from, int offset, int length);

    /** send(2) with MSG_MORE as well: what is sent next goes into the same segment. */
    int sendMore(int fd, NativeMemory from, int offset, int length);

    /** sendmsg(2) with MSG_DONTWAIT and MSG_NOSIGNAL. The fds in the message stay the caller's. */
    int sendMessage(int fd, FdMessage message);

    /** recvmsg(2) with MSG_DONTWAIT and MSG_CMSG_CLOEXEC. The fds in the message become the caller's. */
    int receiveMessage(int fd, FdMessage message);

    /** socket(2), close-on-exec; see {@link SocketType}. */
    int socket(int domain, int type);

    /** socketpair(2) of unix sockets, close-on-exec; on success both fds are in {@code pair}. */
    int socketPair(int type, int[] pair);

    /** bind(2). */
    int bind(int fd, SocketAddressBuffer address);

    /** listen(2). */
    int listen(int fd, int backlog);

    /** connect(2). */
    int connect(int fd, SocketAddressBuffer address);

    /** statx(2): the inode number of the file at the path of a unix socket, links followed; or a negated errno. */
    long inode(SocketAddressBuffer path);

    /** shutdown(2); {@code how} is one of {@link SocketType}'s {@code SHUT_} numbers. */
    int shutdown(int fd, int how);

    /** close(2). */
    int close(int fd);

    /** getsockopt(2) of an {@code int} that is never negative. */
    int option(int fd, SocketOption option);

    /** getsockopt(2) of any option: fills {@code value} from its start and returns the length. */
    int option(int fd, SocketOption option, NativeMemory value);

    /** setsockopt(2) of an {@code int}. */
    int setOption(int fd, SocketOption option, int value);

    /** setsockopt(2) of a structure: the whole of {@code value}. */
    int setOption(int fd, SocketOption option, NativeMemory value);

    /** fcntl(2). */
    int fcntl(int fd, Fcntl command, int argument);

    /** ioctl(2) SIOCOUTQ: octets sent on this socket that its peer has not taken yet (unix(7), tcp(7)). */
    int unsent(int fd);

    /** ioctl(2) FIONREAD: octets that can be read at once. */
    int unread(int fd);

    /** eventfd(2), non-blocking. */
    int eventFd();

    /** epoll_create1(2). */
    int epollCreate();

    /** epoll_ctl(2) EPOLL_CTL_ADD. */
    int epollAdd(int epoll, int fd, int bits, long data);

    /** epoll_ctl(2) EPOLL_CTL_MOD. */
    int epollModify(int epoll, int fd, int bits, long data);

    /** epoll_ctl(2) EPOLL_CTL_DEL. */
    int epollRemove(int epoll, int fd);

    /** epoll_wait(2); {@code timeoutMillis} of -1 waits for ever. */
    int epollWait(int epoll, Epoll events, int timeoutMillis);

    /** write(2) of one 8-octet number, as an eventfd(2) takes it. */
    int writeNumber(int fd, long number);

    /** read(2) that drops what it reads, 8 octets at the most, as it empties an eventfd(2). */
    int readNumber(int fd);

    /** getrlimit(2) of RLIMIT_NOFILE: the number that no fd of this process reaches. */
    int fdLimit();

    /** umask(2): sets the mask and returns the one before. */
    int umask(int mask);
}
