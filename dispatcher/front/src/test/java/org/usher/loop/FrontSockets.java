package org.usher.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.usher.posix.Epoll;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/** The sockets that a loop gets from systemd, and what connects and sends to them. */
class FrontSockets extends UnixSockets {
    private final int fdsBefore;
    final int listener;
    final int listener6;
    final int returnSocket;
    final int parkSocket;
    private final List<Client> clients = new ArrayList<>();

    FrontSockets(Path directory) {
        super(directory);
        Kernel.linux(); // before the count: whatever it opens, it keeps
        this.fdsBefore = openFds();
        this.listener = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.listen(listener, 128));
        nonBlocking(listener);
        this.listener6 = listenForIpv6();
        this.returnSocket = bind("return");
        nonBlocking(returnSocket);
        this.parkSocket = bind("park");
        nonBlocking(parkSocket);
    }

    /** As usher.socket does: a socket of its own, for the same port. */
    private int listenForIpv6() {
        int socket = must(kernel.socket(SocketType.AF_INET6, SocketType.SOCK_STREAM));
        must(kernel.setOption(socket, new SocketOption(41, 26), 1)); // IPV6_V6ONLY
        must(kernel.bind(socket, new SocketAddressBuffer().setInternet(new byte[16], port())));
        must(kernel.listen(socket, 128));
        nonBlocking(socket);
        return socket;
    }

    int port() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(listener, address));
        return address.port();
    }

    /** Has the loop hear of a connection when its first octets are there. */
    void deferAccept() {
        must(kernel.setOption(listener, new SocketOption(6, 9), (int) PATIENCE.toSeconds())); // TCP_DEFER_ACCEPT
    }

    /** Accepts a connection in the place of the loop, which is stopped; the caller owns it. */
    int accept() {
        await(listener, Epoll.EPOLLIN);
        return must(kernel.accept(listener, new SocketAddressBuffer()));
    }

    /** Returns a client that is closed at the end of the test, if not before. */
    Client connect() throws IOException {
        return connectFrom("0.0.0.0");
    }

    Client connectFrom(String source) throws IOException {
        String local = source.contains(":") ? "::1" : "127.0.0.1";
        Client client = new Client(source, new InetSocketAddress(local, port()));
        clients.add(client);
        return client;
    }

    /** Hands a connection back as an app does, and closes the app's fd. */
    void handBack(int fd, byte[] header, String unread) {
        must(sendBack(header, unread, fd));
        kernel.close(fd);
    }

    /** Sends whatever a test likes to the return socket; the fds stay the test's. Returns what the kernel says. */
    int sendBack(byte[] header, String unread, int... fds) {
        byte[] payload = Arrays.copyOf(header, header.length + unread.length());
        byte[] octets = unread.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(octets, 0, payload, header.length, octets.length);
        return sendCopies("return", payload, fds);
    }

    void closeClients() throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    @Override
    void closeSockets() {
        super.closeSockets();
        kernel.close(listener);
        kernel.close(listener6);
    }

    /** Waits until no more fds are open than before; what is no connection of ours is closed by a thread of its own. */
    void awaitNoFdLeft() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (openFds() != fdsBefore && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        if (openFds() != fdsBefore) {
            throw new AssertionError(openFds() - fdsBefore + " fds are left open");
        }
    }
}
