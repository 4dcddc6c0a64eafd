package org.usher.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * The kernel behind the C library of this process, called through jffi.
 *
 * <p>jffi alone, without the classes that jnr-ffi generates at run time, starts a third faster: this is on the way of
 * the first connection after a boot. Every argument goes as one 64-bit register, which is how x86-64, arm64 and riscv64
 * pass integers and pointers of any width.
 */
final class LinuxKernel implements Kernel {
    static final LinuxKernel INSTANCE = new LinuxKernel();

    private static final int MSG_PEEK = 0x02;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int SIOCOUTQ = 0x5411;
    private static final int FIONREAD = 0x541B;

    private final Invoker invoker = Invoker.getInstance();
    private final LastError lastError = LastError.getInstance();
    private final CallContext[] contexts = new CallContext[7];

    private final long accept4 = symbol("accept4");
    private final long getsockname = symbol("getsockname");
    private final long getpeername = symbol("getpeername");
    private final long recv = symbol("recv");
    private final long send = symbol("send");
    private final long sendmsg = symbol("sendmsg");
    private final long recvmsg = symbol("recvmsg");
    private final long socket = symbol("socket");
    private final long socketpair = symbol("socketpair");
    private final long bind = symbol("bind");
    private final long listen = symbol("listen");
    private final long connect = symbol("connect");
    private final long shutdown = symbol("shutdown");
    private final long close = symbol("close");
    private final long getsockopt = symbol("getsockopt");
    private final long setsockopt = symbol("setsockopt");
    private final long fcntl = symbol("fcntl");
    private final long ioctl = symbol("ioctl");
    private final long eventfd = symbol("eventfd");
    private final long epollCreate1 = symbol("epoll_create1");
    private final long epollCtl = symbol("epoll_ctl");
    private final long epollWait = symbol("epoll_wait");
    private final long read = symbol("read");
    private final long write = symbol("write");
    private final long umask = symbol("umask");

    /** Room for the small values that a call reads or writes, one for each thread. */
    private final ThreadLocal<NativeMemory> small = ThreadLocal.withInitial(() -> NativeMemory.allocate(32));

    private LinuxKernel() {
        for (int count = 0; count < contexts.length; count++) {
            Type[] parameters = new Type[count];
            Arrays.fill(parameters, Type.SINT64);
            contexts[count] = CallContext.getCallContext(Type.SINT64, parameters, CallingConvention.DEFAULT, true);
        }
    }

    @Override
    public int accept(int listener, SocketAddressBuffer peer) {
        peer.reset();
        return call(accept4, listener, peer.nativeAddress(), peer.nativeLengthAddress(), SOCK_CLOEXEC);
    }

    @Override
    public int localAddress(int fd, SocketAddressBuffer address) {
        address.reset();
        return call(getsockname, fd, address.nativeAddress(), address.nativeLengthAddress());
    }

    @Override
    public int peerAddress(int fd, SocketAddressBuffer address) {
        address.reset();
        return call(getpeername, fd, address.nativeAddress(), address.nativeLengthAddress());
    }

    @Override
    public int peek(int fd, NativeMemory into, int offset, int length) {
        return call(recv, fd, into.address(offset, length), length, MSG_PEEK | MSG_DONTWAIT);
    }

    @Override
    public int receive(int fd, NativeMemory into, int offset, int length) {
        return call(recv, fd, into.address(offset, length), length, MSG_DONTWAIT);
    }

    @Override
    public int discard(int fd, int length) {
        return call(recv, fd, 0, length, MSG_TRUNC | MSG_DONTWAIT);
    }

    @Override
    public int send(int fd, NativeMemory from, int offset, int length) {
        return call(send, fd, from.address(offset, length), length, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    @Override
    public int sendMessage(int fd, FdMessage message) {
        return call(sendmsg, fd, message.prepareToSend(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    @Override
    public int receiveMessage(int fd, FdMessage message) {
        int octets = call(recvmsg, fd, message.prepareToReceive(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        message.received(octets);
        return octets;
    }

    @Override
    public int socket(int domain, int type) {
        return call(socket, domain, type | SOCK_CLOEXEC, 0);
    }

    @Override
    public int socketPair(int type, int[] pair) {
        NativeMemory fds = small.get();
        int result = call(socketpair, SocketType.AF_UNIX, type | SOCK_CLOEXEC, 0, fds.address(0, 2 * Integer.BYTES));
        if (result >= 0) {
            pair[0] = fds.bytes().getInt(0);
            pair[1] = fds.bytes().getInt(Integer.BYTES);
        }
        return result;
    }

    @Override
    public int bind(int fd, SocketAddressBuffer address) {
        return call(bind, fd, address.nativeAddress(), address.length());
    }

    @Override
    public int listen(int fd, int backlog) {
        return call(listen, fd, backlog);
    }

    @Override
    public int connect(int fd, SocketAddressBuffer address) {
        return call(connect, fd, address.nativeAddress(), address.length());
    }

    @Override
    public int shutdown(int fd, int how) {
        return call(shutdown, fd, how);
    }

    @Override
    public int close(int fd) {
        return call(close, fd);
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
        int result = call(
                getsockopt,
                fd,
                option.level(),
                option.number(),
                value.address(0, size),
                length.address(lengthAt, Integer.BYTES));
        return result < 0 ? result : length.bytes().getInt(lengthAt);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        NativeMemory memory = small.get();
        memory.bytes().putInt(0, value);
        return call(setsockopt, fd, option.level(), option.number(), memory.address(0, Integer.BYTES), Integer.BYTES);
    }

    @Override
    public int setOption(int fd, SocketOption option, NativeMemory value) {
        return call(setsockopt, fd, option.level(), option.number(), value.address(0, value.size()), value.size());
    }

    @Override
    public int fcntl(int fd, Fcntl command, int argument) {
        return call(fcntl, fd, command.number(), argument);
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
        int result = call(ioctl, fd, request, octets.address(0, Integer.BYTES));
        return result < 0 ? result : octets.bytes().getInt(0);
    }

    @Override
    public int eventFd() {
        return call(eventfd, 0, EFD_CLOEXEC | EFD_NONBLOCK);
    }

    @Override
    public int epollCreate() {
        return call(epollCreate1, EPOLL_CLOEXEC);
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
        return call(epollCtl, epoll, operation, fd, event.address(0, Epoll.EVENT_SIZE));
    }

    @Override
    public int epollWait(int epoll, Epoll events, int timeoutMillis) {
        return call(epollWait, epoll, events.nativeAddress(), events.capacity(), timeoutMillis);
    }

    @Override
    public int writeNumber(int fd, long number) {
        NativeMemory memory = small.get();
        memory.bytes().putLong(0, number);
        return call(write, fd, memory.address(0, Long.BYTES), Long.BYTES);
    }

    @Override
    public int readNumber(int fd) {
        return call(read, fd, small.get().address(0, Long.BYTES), Long.BYTES);
    }

    @Override
    public int umask(int mask) {
        return call(umask, mask);
    }

    private int call(long function, long a) {
        return result((int) invoker.invokeL1(contexts[1], function, a));
    }

    private int call(long function, long a, long b) {
        return result((int) invoker.invokeL2(contexts[2], function, a, b));
    }

    private int call(long function, long a, long b, long c) {
        return result((int) invoker.invokeL3(contexts[3], function, a, b, c));
    }

    private int call(long function, long a, long b, long c, long d) {
        return result((int) invoker.invokeL4(contexts[4], function, a, b, c, d));
    }

    private int call(long function, long a, long b, long c, long d, long e) {
        return result((int) invoker.invokeL5(contexts[5], function, a, b, c, d, e));
    }

    private int result(int returned) {
        return returned == -1 ? -lastError.get() : returned;
    }

    private static long symbol(String name) {
        long address = Library.getDefault().getSymbolAddress(name);
        if (address == 0) {
            throw new IllegalStateException("the C library has no function " + name + ": usher needs Linux with glibc");
        }
        return address;
    }
}
