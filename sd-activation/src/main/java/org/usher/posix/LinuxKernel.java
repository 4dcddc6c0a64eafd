package org.usher.posix;

/**
 * The kernel behind the C library of this process, called through jffi.
 *
 * <p>jffi alone, without the classes that jnr-ffi generates at run time, starts a third faster: this is on the way of
 * the first connection after a boot.
 */
final class LinuxKernel implements Kernel {
    static final LinuxKernel INSTANCE = new LinuxKernel();

    private static final int MSG_PEEK = 0x02;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_MORE = 0x8000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int AT_FDCWD = -100;
    private static final int STATX_INO = 0x100;
    private static final int STATX_INO_AT = 32; // struct statx, statx(2): the same on every architecture
    private static final int STATX_SIZE = 256;
    private static final int RLIMIT_NOFILE = 7; // asm-generic/resource.h
    private static final int SIOCOUTQ = 0x5411;
    private static final int FIONREAD = 0x541B;

    private final CFunction accept4 = CFunction.named("accept4");
    private final CFunction getsockname = CFunction.named("getsockname");
    private final CFunction getpeername = CFunction.named("getpeername");
    private final CFunction recv = CFunction.named("recv");
    private final CFunction send = CFunction.named("send");
    private final CFunction sendmsg = CFunction.named("sendmsg");
    private final CFunction recvmsg = CFunction.named("recvmsg");
    private final CFunction socket = CFunction.named("socket");
    private final CFunction socketpair = CFunction.named("socketpair");
    private final CFunction bind = CFunction.named("bind");
    private final CFunction listen = CFunction.named("listen");
    private final CFunction connect = CFunction.named("connect");
    private final CFunction statx = CFunction.named("statx");
    private final CFunction shutdown = CFunction.named("shutdown");
    private final CFunction close = CFunction.named("close");
    private final CFunction getsockopt = CFunction.named("getsockopt");
    private final CFunction setsockopt = CFunction.named("setsockopt");
    private final CFunction fcntl = CFunction.named("fcntl");
    private final CFunction ioctl = CFunction.named("ioctl");
    private final CFunction eventfd = CFunction.named("eventfd");
    private final CFunction epollCreate1 = CFunction.named("epoll_create1");
    private final CFunction epollCtl = CFunction.named("epoll_ctl");
    private final CFunction epollWait = CFunction.named("epoll_wait");
    private final CFunction read = CFunction.named("read");
    private final CFunction write = CFunction.named("write");
    private final CFunction getrlimit = CFunction.named("getrlimit");
    private final CFunction umask = CFunction.named("umask");

    /** Room for the values that a call reads or writes, one for each thread. */
    private final ThreadLocal<NativeMemory> small = ThreadLocal.withInitial(() -> NativeMemory.allocate(STATX_SIZE));

    private LinuxKernel() {}

    @Override
    public int accept(int listener, SocketAddressBuffer peer) {
        peer.reset();
        return accept4.call(listener, peer.nativeAddress(), peer.nativeLengthAddress(), SOCK_CLOEXEC);
    }

    @Override
    public int localAddress(int fd, SocketAddressBuffer address) {
        address.reset();
        return getsockname.call(fd, address.nativeAddress(), address.nativeLengthAddress());
    }

    @Override
    public int peerAddress(int fd, SocketAddressBuffer address) {
        address.reset();
        return getpeername.call(fd, address.nativeAddress(), address.nativeLengthAddress());
    }

    @Override
    public int peek(int fd, NativeMemory into, int offset, int length) {
        return recv.call(fd, into.address(offset, length), length, MSG_PEEK | MSG_DONTWAIT);
    }

    @Override
    public int receive(int fd, NativeMemory into, int offset, int length) {
        return recv.call(fd, into.address(offset, length), length, MSG_DONTWAIT);
    }

    @Override
    public int discard(int fd, int length) {
        return recv.call(fd, 0, length, MSG_TRUNC | MSG_DONTWAIT);
    }

    @Override
    public int send(int fd, NativeMemory from, int offset, int length) {
        return send.call(fd, from.address(offset, length), length, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    @Override
    public int sendMore(int fd, NativeMemory from, int offset, int length) {
        return send.call(fd, from.address(offset, length), length, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE);
    }

    @Override
    public int sendMessage(int fd, FdMessage message) {
        return sendmsg.call(fd, message.prepareToSend(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    @Override
    public int receiveMessage(int fd, FdMessage message) {
        int octets = recvmsg.call(fd, message.prepareToReceive(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        message.received(octets);
        return octets;
    }

    @Override
    public int socket(int domain, int type) {
        return socket.call(domain, type | SOCK_CLOEXEC, 0);
    }

    @Override
    public int socketPair(int type, int[] pair) {
        NativeMemory fds = small.get();
        int result = socketpair.call(SocketType.AF_UNIX, type | SOCK_CLOEXEC, 0, fds.address(0, 2 * Integer.BYTES));
        if (result >= 0) {
            pair[0] = fds.bytes().getInt(0);
            pair[1] = fds.bytes().getInt(Integer.BYTES);
        }
        return result;
    }

    @Override
    public int bind(int fd, SocketAddressBuffer address) {
        return bind.call(fd, address.nativeAddress(), address.length());
    }

    @Override
    public int listen(int fd, int backlog) {
        return listen.call(fd, backlog);
    }

    @Override
    public int connect(int fd, SocketAddressBuffer address) {
        return connect.call(fd, address.nativeAddress(), address.length());
    }

    @Override
    public long inode(SocketAddressBuffer path) {
        NativeMemory status = small.get();
        int result = statx.call(AT_FDCWD, path.nativePath(), 0, STATX_INO, status.address(0, STATX_SIZE));
        return result < 0 ? result : status.bytes().getLong(STATX_INO_AT);
    }

    @Override
    public int shutdown(int fd, int how) {
        return shutdown.call(fd, how);
    }

    @Override
    public int close(int fd) {
        return close.call(fd);
    }

    @Override
    public int option(int fd, SocketOption option) {
        NativeMemory value = small.get();
        int result = option(fd, option, value, Integer.BYTES);
        return result < 0 ? result : value.bytes().getInt(0);
    }

    @Override
    public int option(int fd, SocketOption option, NativeMemory value) {
        return option(fd, option, value, value.size());
    }

    private int option(int fd, SocketOption option, NativeMemory value, int size) {
        NativeMemory length = small.get();
        int lengthAt = 16; // beyond any small value, which may lie in the same memory
        length.bytes().putInt(lengthAt, size);
        int result = getsockopt.call(
                fd, option.level(), option.number(), value.address(0, size), length.address(lengthAt, Integer.BYTES));
        return result < 0 ? result : length.bytes().getInt(lengthAt);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        NativeMemory memory = small.get();
        memory.bytes().putInt(0, value);
        return setsockopt.call(fd, option.level(), option.number(), memory.address(0, Integer.BYTES), Integer.BYTES);
    }

    @Override
    public int setOption(int fd, SocketOption option, NativeMemory value) {
        return setsockopt.call(fd, option.level(), option.number(), value.address(0, value.size()), value.size());
    }

    @Override
    public int fcntl(int fd, Fcntl command, int argument) {
        return fcntl.call(fd, command.number(), argument);
    }

    @Override
    public int unsent(int fd) {
        return queued(fd, SIOCOUTQ);
    }

    @Override
    public int unread(int fd) {
        return queued(fd, FIONREAD);
    }

    private int queued(int fd, int request) {
        NativeMemory octets = small.get();
        int result = ioctl.call(fd, request, octets.address(0, Integer.BYTES));
        return result < 0 ? result : octets.bytes().getInt(0);
    }

    @Override
    public int eventFd() {
        return eventfd.call(0, EFD_CLOEXEC | EFD_NONBLOCK);
    }

    @Override
    public int epollCreate() {
        return epollCreate1.call(EPOLL_CLOEXEC);
    }

    @Override
    public int epollAdd(int epoll, int fd, int bits, long data) {
        return epollControl(epoll, EPOLL_CTL_ADD, fd, bits, data);
    }

    @Override
    public int epollModify(int epoll, int fd, int bits, long data) {
        return epollControl(epoll, EPOLL_CTL_MOD, fd, bits, data);
    }

    @Override
    public int epollRemove(int epoll, int fd) {
        return epollControl(epoll, EPOLL_CTL_DEL, fd, 0, 0);
    }

    private int epollControl(int epoll, int operation, int fd, int bits, long data) {
        NativeMemory event = small.get();
        event.bytes().putInt(0, bits);
        event.bytes().putLong(Epoll.DATA_AT, data);
        return epollCtl.call(epoll, operation, fd, event.address(0, Epoll.EVENT_SIZE));
    }

    @Override
    public int epollWait(int epoll, Epoll events, int timeoutMillis) {
        return epollWait.call(epoll, events.nativeAddress(), events.capacity(), timeoutMillis);
    }

    @Override
    public int writeNumber(int fd, long number) {
        NativeMemory memory = small.get();
        memory.bytes().putLong(0, number);
        return write.call(fd, memory.address(0, Long.BYTES), Long.BYTES);
    }

    @Override
    public int readNumber(int fd) {
        return read.call(fd, small.get().address(0, Long.BYTES), Long.BYTES);
    }

    @Override
    public int fdLimit() {
        NativeMemory limit = small.get();
        int result = getrlimit.call(RLIMIT_NOFILE, limit.address(0, 2 * Long.BYTES));
        // The soft limit comes first; RLIM_INFINITY is the number of all bits, and no int.
        long soft = limit.bytes().getLong(0);
        return result < 0 ? result : soft < 0 || soft > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) soft;
    }

    @Override
    public int umask(int mask) {
        return umask.call(mask);
    }
}
