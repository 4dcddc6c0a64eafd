package org.usher.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;
import org.usher.prefix.PrefixException;
import org.usher.prefix.UrlPrefix;
import org.usher.refusal.ErrorPages;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.route.Route;
import org.usher.table.RouteTable;

/**
 * A loop that serves for real: it accepts on a free loopback port and hands over to app sockets in a directory of the
 * test. Closing it proves that no fd is left.
 */
final class LoopFixture {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final Kernel kernel = Kernel.linux();
    private final Kernel kernelOfLoop;
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final Path directory;
    private final int fdsBefore;
    private final int listener;
    private final int returnSocket;
    private final int parkSocket;
    private Loop loop;
    private Thread thread;
    private final List<Integer> fds = new ArrayList<>();
    private final List<Claim> claims = new CopyOnWriteArrayList<>();
    private final Map<String, AppState> states = new ConcurrentHashMap<>();

    LoopFixture(Path directory, Limits limits) {
        this(directory, limits, Kernel.linux());
    }

    /** Lets the loop run on {@code kernel}; what the test itself does, it does with the real one. */
    LoopFixture(Path directory, Limits limits, Kernel kernelOfLoop) {
        this.directory = directory;
        this.kernelOfLoop = kernelOfLoop;
        Kernel.linux(); // before the count: whatever it opens, it keeps
        this.fdsBefore = openFds();
        this.listener = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.listen(listener, 128));
        nonBlocking(listener);
        this.returnSocket = bind("return");
        nonBlocking(returnSocket);
        this.parkSocket = bind("park");
        nonBlocking(parkSocket);
        startLoop(limits);
    }

    private void startLoop(Limits limits) {
        ConnectionIds ids = ConnectionIds.withKey(new byte[ConnectionIds.KEY_SIZE]);
        loop = new Loop(kernelOfLoop, limits, ids, new Recorder(), ErrorPages.none(), app -> app.socket()
                .toString());
        loop.listen(listener, point());
        loop.takeBack(returnSocket);
        loop.routeBy(table(), Map.copyOf(states));
        loop.parkIn(parkSocket);
        thread = new Thread(loop::run, "loop");
        thread.start();
    }

    /** Ends the loop as SIGTERM does, and waits until it has ended. */
    void stopLoop() throws InterruptedException {
        if (thread.isAlive()) {
            loop.stop();
            thread.join(PATIENCE.toMillis());
        }
    }

    /** Ends the loop, and has another one serve the same sockets and routes. */
    void restart(Limits limits) throws InterruptedException {
        stopLoop();
        startLoop(limits);
    }

    int parkSocket() {
        return parkSocket;
    }

    /** Accepts a connection in the place of the loop, which is stopped; the caller owns it. */
    int accept() {
        await(listener, Epoll.EPOLLIN);
        return must(kernel.accept(listener, new SocketAddressBuffer()));
    }

    /** Returns two unix sockets that are connected; the caller owns them. */
    int[] socketPair() {
        int[] pair = new int[2];
        must(kernel.socketPair(SocketType.SOCK_STREAM, pair));
        return pair;
    }

    private ListenPoint point() {
        return new ListenPoint("http", port(), false);
    }

    int port() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(listener, address));
        return address.port();
    }

    /** Declares an app without making its socket. */
    App declare(String name, String prefix, int queueMax, Duration startTimeout) {
        App app = new App(
                name + ".socket", App.Mode.HANDOFF, directory.resolve(name), startTimeout, queueMax, true, false);
        add(app, prefix);
        return app;
    }

    void add(App app, String prefix) {
        try {
            claims.add(new Claim(UrlPrefix.parse(prefix), app, directory.resolve(app.unit()), 1));
        } catch (PrefixException wrong) {
            throw new AssertionError(wrong);
        }
        route();
    }

    /** Has systemd say of the socket unit of an app that it is in {@code state}. */
    void becomes(String name, AppState state) {
        states.put(name + ".socket", state);
        route();
    }

    private void route() {
        onLoop(() -> {
            loop.routeBy(table(), Map.copyOf(states));
            return true;
        });
    }

    private RouteTable table() {
        return RouteTable.of(List.copyOf(claims), List.of(), List.of(point()), HostPolicy.DEFAULT);
    }

    /** Makes an app with its socket; the test receives by {@link #receive}. */
    int app(String name, String prefix) {
        int socket = bind(name);
        declare(name, prefix, 16, Duration.ofSeconds(60));
        return socket;
    }

    /** Sends a message with {@code fds} to the socket {@code name}, and closes them here; returns what the kernel says. */
    int send(String name, byte[] payload, int... fds) {
        int result = sendCopies(name, payload, fds);
        for (int fd : fds) {
            kernel.close(fd);
        }
        return result;
    }

    private int sendCopies(String name, byte[] payload, int... fds) {
        int sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(
                sender,
                new SocketAddressBuffer().setPath(directory.resolve(name).toString())));
        FdMessage message = FdMessage.toSend(Math.max(payload.length, 1), FdMessage.FDS_MAX);
        message.payload().put(payload);
        message.setFds(fds);
        int result = kernel.sendMessage(sender, message);
        kernel.close(sender);
        return result;
    }

    int bind(String name) {
        int socket = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.bind(
                socket,
                new SocketAddressBuffer().setPath(directory.resolve(name).toString())));
        fds.add(socket);
        return socket;
    }

    /** Closes the socket of an app, as systemd does when its unit is stopped. */
    void unbind(int socket) throws IOException {
        kernel.close(socket);
        forget(socket);
    }

    /** Takes note that the test has closed the socket of an app itself. */
    void forget(int socket) {
        fds.remove((Integer) socket);
    }

    /** Returns the next message of an app, within the test's patience; the caller closes its fd. */
    Received receive(int appSocket) {
        await(appSocket, Epoll.EPOLLIN);
        FdMessage message = FdMessage.toReceive(65_536, 4);
        must(kernel.receiveMessage(appSocket, message));
        return Received.of(kernel, message);
    }

    void await(int fd, int bits) {
        int epoll = must(kernel.epollCreate());
        must(kernel.epollAdd(epoll, fd, bits, 0));
        int count = kernel.epollWait(epoll, new Epoll(1), (int) PATIENCE.toMillis());
        kernel.close(epoll);
        if (count != 1) {
            throw new AssertionError("nothing came within " + PATIENCE);
        }
    }

    Client connect() throws IOException {
        return new Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
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

    String nextEvent() throws InterruptedException {
        String event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing happened within " + PATIENCE);
        }
        return event;
    }

    <T> T onLoop(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.post(() -> answer.complete(question.get()));
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    int pendingHeads() {
        return onLoop(loop::pendingHeads);
    }

    int pendingRequests() {
        return onLoop(loop::pendingRequests);
    }

    /** Waits until as many requests as this are kept for apps that have not taken them. */
    void awaitPendingRequests(int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (pendingRequests() != count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(pendingRequests() + " requests wait, not " + count);
            }
        }
    }

    void close() throws Exception {
        stopLoop();
        fds.forEach(kernel::close);
        kernel.close(listener);
        // What is no connection of ours is closed by a thread of its own: that may take a moment longer.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (openFds() != fdsBefore && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        if (openFds() != fdsBefore) {
            throw new AssertionError(openFds() - fdsBefore + " fds are left open");
        }
    }

    private void nonBlocking(int fd) {
        must(kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK));
    }

    static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }

    /** Counts sockets, pollers and event counters: files come and go with the classes that the JVM loads. */
    static int openFds() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.filter(LoopFixture::isOurKind).count();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static boolean isOurKind(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:");
        } catch (IOException ignored) { // closed since it was listed
            return false;
        }
    }

    /** A client that speaks octets and reads to the end. */
    static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(InetSocketAddress server) throws IOException {
            socket = new Socket();
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.connect(server);
        }

        Client send(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        void sendUrgent(int octet) throws IOException {
            socket.sendUrgentData(octet);
        }

        void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        int port() {
            return socket.getLocalPort();
        }

        String readAll() throws IOException {
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Writes each event as a line. */
    private final class Recorder implements Events {
        @Override
        public void handedOff(Route route) {
            events.add("handed off " + route.app().unit());
        }

        @Override
        public void refused(Refusal reason, Route route, String detail, Supplier<InetSocketAddress> client) {
            events.add("refused " + reason.word() + (reason == Refusal.APP_FAILED ? " " + detail : ""));
        }

        @Override
        public void gone() {
            events.add("gone");
        }

        @Override
        public void badReturn(String why, int uid) {
            events.add("bad return: " + why);
        }

        @Override
        public void parked(int parked, int closed, String why) {
            events.add("parked " + parked + ", closed " + closed);
        }

        @Override
        public void takenUp(int takenUp, int closed, String why) {
            events.add("took up " + takenUp + ", closed " + closed);
        }

        @Override
        public void warned(String what) {
            events.add("warned: " + what);
        }
    }
}
