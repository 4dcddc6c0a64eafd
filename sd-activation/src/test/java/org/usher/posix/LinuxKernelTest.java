package org.usher.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.posix.SocketType.AF_UNIX;
import static org.usher.posix.SocketType.SOCK_DGRAM;
import static org.usher.posix.SocketType.SOCK_STREAM;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OpenFds.class)
class LinuxKernelTest {
    private final Kernel kernel = Kernel.linux();
    private final TcpPair tcp = TcpPair.connect(kernel);

    @AfterEach
    void close() {
        tcp.close();
    }

    @Test
    void peekLeavesEveryOctetUnread() {
        tcp.clientSends("GET / HTTP/1.1\r\n");
        NativeMemory memory = NativeMemory.allocate(64);

        assertEquals(16, kernel.peek(tcp.server(), memory, 0, 64));
        assertEquals(16, kernel.peek(tcp.server(), memory, 0, 64));
        assertEquals("GET / HTTP/1.1\r\n", text(memory, kernel.receive(tcp.server(), memory, 0, 64)));
    }

    @Test
    void aCallThatFindsNothingSaysWouldBlock() {
        NativeMemory memory = NativeMemory.allocate(8);
        assertEquals(-Errno.EAGAIN, kernel.peek(tcp.server(), memory, 0, 8));
        assertEquals(-Errno.EAGAIN, kernel.accept(tcp.listener(), new SocketAddressBuffer()));
    }

    @Test
    void discardDropsOctetsWithoutCopyingThem() {
        tcp.clientSends("0123456789");
        assertEquals(4, kernel.discard(tcp.server(), 4));
        NativeMemory memory = NativeMemory.allocate(16);
        assertEquals("456789", text(memory, kernel.receive(tcp.server(), memory, 0, 16)));
    }

    @Test
    void anAcceptedConnectionIsBlockingAndCloseOnExec() {
        assertEquals(Fcntl.FD_CLOEXEC, kernel.fcntl(tcp.server(), Fcntl.F_GETFD, 0));
        assertEquals(0, kernel.fcntl(tcp.server(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK);
    }

    @Test
    void bothEndsOfAConnectionAgreeOnTheirAddresses() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        assertEquals(0, kernel.localAddress(tcp.server(), address));
        int serverPort = address.port();
        assertArrayEquals(new byte[] {127, 0, 0, 1}, address.address());
        assertEquals(0, kernel.peerAddress(tcp.client(), address));
        assertEquals(serverPort, address.port());
        assertEquals("/127.0.0.1:" + serverPort, address.toInetSocketAddress().toString());
    }

    @Test
    void anAddressThatTheKernelDoesNotTellIsNoneAndNotTheOneBefore() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        assertEquals(0, kernel.peerAddress(tcp.server(), address));
        assertTrue(address.isInternet());
        assertEquals(-Errno.ENOTCONN, kernel.peerAddress(tcp.listener(), address));
        assertFalse(address.isInternet());
    }

    @Test
    void theFdLimitIsTheSoftOne() throws Exception {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        String soft = limits.replaceFirst("(?s).*\nMax open files +([0-9]+) .*", "$1");
        assertEquals(Integer.parseInt(soft), kernel.fdLimit());
    }

    @Test
    void aCookieNamesTheSocketAndNotTheFd() {
        int copy = kernel.fcntl(tcp.server(), Fcntl.F_DUPFD_CLOEXEC, 0);
        assertEquals(cookie(tcp.server()), cookie(copy));
        assertNotEquals(cookie(tcp.server()), cookie(tcp.client()));
        kernel.close(copy);
    }

    @Test
    void anFdTravelsInAMessageAndIsCloseOnExecWhereItArrives() {
        int[] pair = datagramPair();
        FdMessage out = FdMessage.toSend(16, 1);
        out.payload().put("with fd".getBytes(StandardCharsets.US_ASCII));
        out.setFd(tcp.server());
        assertEquals(7, kernel.sendMessage(pair[0], out));

        FdMessage in = FdMessage.toReceive(16, 1);
        assertEquals(7, kernel.receiveMessage(pair[1], in));
        assertEquals(7, in.length());
        assertFalse(in.isTruncated());
        assertEquals(1, in.fdCount());
        assertEquals(cookie(tcp.server()), cookie(in.fd(0)));
        assertEquals(Fcntl.FD_CLOEXEC, kernel.fcntl(in.fd(0), Fcntl.F_GETFD, 0));
        closeAll(in.fd(0), pair[0], pair[1]);
    }

    @Test
    void aMessageWithoutFdsHasNone() {
        int[] pair = datagramPair();
        FdMessage out = FdMessage.toSend(16, 2);
        out.setFds();
        out.payload().put((byte) 'x');
        assertEquals(1, kernel.sendMessage(pair[0], out));
        FdMessage in = FdMessage.toReceive(16, 2);
        assertEquals(1, kernel.receiveMessage(pair[1], in));
        assertEquals(0, in.fdCount());
        assertThrows(IndexOutOfBoundsException.class, () -> in.fd(0));
        assertEquals(-Errno.EAGAIN, kernel.receiveMessage(pair[1], in));
        assertEquals(0, in.length());
        closeAll(pair);
    }

    @Test
    void fdsThatDoNotFitAreReportedAsTruncated() {
        int[] pair = datagramPair();
        FdMessage out = FdMessage.toSend(1, 60);
        out.payload().put((byte) 'x');
        int[] fds = new int[60];
        java.util.Arrays.fill(fds, tcp.server());
        out.setFds(fds);
        assertEquals(1, kernel.sendMessage(pair[0], out));
        FdMessage in = FdMessage.toReceive(1, 1);
        assertEquals(1, kernel.receiveMessage(pair[1], in));
        assertTrue(in.isTruncated());
        for (int i = 0; i < in.fdCount(); i++) {
            kernel.close(in.fd(i));
        }
        closeAll(pair);
    }

    @Test
    void aPayloadThatDoesNotFitIsReportedAsTruncated() {
        int[] pair = datagramPair();
        FdMessage out = FdMessage.toSend(32, 1);
        out.payload().put(new byte[32]);
        out.setFds();
        kernel.sendMessage(pair[0], out);
        FdMessage in = FdMessage.toReceive(16, 1);
        assertEquals(16, kernel.receiveMessage(pair[1], in));
        assertTrue(in.isTruncated());
        closeAll(pair);
    }

    @Test
    void theKernelVouchesForTheSendersUid() {
        int[] pair = datagramPair();
        assertEquals(0, kernel.setOption(pair[1], SocketOption.SO_PASSCRED, 1));
        FdMessage out = FdMessage.toSend(4, 1);
        out.payload().putInt(7);
        out.setFd(tcp.server());
        kernel.sendMessage(pair[0], out);
        FdMessage in = FdMessage.toReceive(4, 1);
        kernel.receiveMessage(pair[1], in);
        assertTrue(in.senderUid() >= 0);
        assertEquals(1, in.fdCount());
        closeAll(in.fd(0), pair[0], pair[1]);
    }

    @Test
    void aConnectedDatagramSocketReachesASocketByItsPath(@TempDir Path directory) {
        SocketAddressBuffer path = new SocketAddressBuffer().setPath(directory + "/app.sock");
        int sender = kernel.socket(AF_UNIX, SOCK_DGRAM);
        assertEquals(-Errno.ENOENT, kernel.connect(sender, path));
        int receiver = kernel.socket(AF_UNIX, SOCK_DGRAM);
        assertEquals(0, kernel.bind(receiver, path));
        assertEquals(0, kernel.connect(sender, path));
        kernel.close(receiver);
        FdMessage out = FdMessage.toSend(4, 1);
        out.payload().putInt(7);
        assertEquals(-Errno.ECONNREFUSED, kernel.sendMessage(sender, out));
        kernel.close(sender);
    }

    @Test
    void aSocketMadeAnewAtAPathHasAnotherInode(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("app.sock");
        SocketAddressBuffer address = new SocketAddressBuffer().setPath(path.toString());
        assertEquals(-Errno.ENOENT, kernel.inode(address));
        int first = kernel.socket(AF_UNIX, SOCK_DGRAM);
        assertEquals(0, kernel.bind(first, address));
        long inode = kernel.inode(address);
        assertEquals(Files.getAttribute(path, "unix:ino"), inode);
        Files.move(path, directory.resolve("kept")); // a file system may give a number again
        int second = kernel.socket(AF_UNIX, SOCK_DGRAM);
        assertEquals(0, kernel.bind(second, address));
        assertNotEquals(inode, kernel.inode(address));
        closeAll(first, second);
    }

    @Test
    void aUnixSocketKnowsItsPath(@TempDir Path directory) {
        String path = directory + "/s";
        SocketAddressBuffer address = new SocketAddressBuffer().setPath(path);
        int socket = kernel.socket(AF_UNIX, SOCK_STREAM);
        kernel.bind(socket, address);
        SocketAddressBuffer found = new SocketAddressBuffer();
        kernel.localAddress(socket, found);
        assertEquals(AF_UNIX, found.family());
        assertEquals(path, found.path());
        kernel.close(socket);
    }

    @Test
    void aPathThatIsTooLongIsRefusedWithItsLength() {
        String path = "/" + "x".repeat(107);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new SocketAddressBuffer().setPath(path));
        assertEquals("socket path \"" + path + "\" has 108 octets; 1 to 107 fit", refused.getMessage());
    }

    @Test
    void epollTellsUnderItsNumberThatAnFdIsReady() {
        int epoll = kernel.epollCreate();
        int wake = kernel.eventFd();
        assertEquals(0, kernel.epollAdd(epoll, wake, Epoll.EPOLLIN, 0x1234567890L));
        Epoll events = new Epoll(4);
        assertEquals(0, kernel.epollWait(epoll, events, 0));
        assertEquals(8, kernel.writeNumber(wake, 1));
        assertEquals(1, kernel.epollWait(epoll, events, -1));
        assertEquals(0x1234567890L, events.data(0));
        assertEquals(Epoll.EPOLLIN, events.bits(0));
        assertEquals(8, kernel.readNumber(wake));
        assertEquals(0, kernel.epollWait(epoll, events, 0));
        assertEquals(0, kernel.epollRemove(epoll, wake));
        closeAll(wake, epoll);
    }

    @Test
    void whatAnAppHasNotTakenCountsAsUnsent() {
        int[] pair = datagramPair();
        FdMessage out = FdMessage.toSend(16, 1);
        out.payload().put(new byte[16]);
        out.setFds();
        assertEquals(0, kernel.unsent(pair[0]));
        kernel.sendMessage(pair[0], out);
        assertTrue(kernel.unsent(pair[0]) > 0);
        kernel.receiveMessage(pair[1], FdMessage.toReceive(16, 1));
        assertEquals(0, kernel.unsent(pair[0]));
        closeAll(pair);
    }

    private int[] datagramPair() {
        int[] pair = new int[2];
        assertEquals(0, kernel.socketPair(SOCK_DGRAM, pair));
        return pair;
    }

    private long cookie(int fd) {
        NativeMemory value = NativeMemory.allocate(8);
        assertEquals(8, kernel.option(fd, SocketOption.SO_COOKIE, value));
        return value.bytes().getLong(0);
    }

    private void closeAll(int... fds) {
        for (int fd : fds) {
            assertEquals(0, kernel.close(fd));
        }
    }

    private static String text(NativeMemory memory, int length) {
        byte[] octets = new byte[length];
        memory.copyTo(octets, 0, length);
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
