package org.usher.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.usher.address.IpNetwork;
import org.usher.connection.ConnectionIds;
import org.usher.posix.Epoll;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.route.Limits;
import org.usher.route.Listener;
import org.usher.table.InForce;
import org.usher.table.RouteTable;
import org.usher.table.Samples;

/**
 * A loop that serves for real: it accepts on a free loopback port and hands over to app sockets in a directory of the
 * test. Closing it proves that no fd is left.
 */
public class LoopFixture extends UnixSockets {
    /** Whoever connects from this address is a balancer. */
    static final String BALANCER = "127.0.0.9";

    private static final List<IpNetwork> BALANCERS = List.of(Objects.requireNonNull(IpNetwork.parse(BALANCER)));

    private final Kernel kernelOfLoop;
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final int fdsBefore;
    private final int listener;
    private final int listener6;
    private final int returnSocket;
    private final int parkSocket;
    /** What every refused request gets in the place of our text. */
    volatile Optional<byte[]> page = Optional.empty();

    private Loop loop;
    private Limits limits;
    private Thread thread;
    private final List<Client> clients = new ArrayList<>();
    private final List<Claim> claims = new CopyOnWriteArrayList<>();
    private final Map<String, AppState> states = new ConcurrentHashMap<>();

    LoopFixture(Path directory, Limits limits) {
        this(directory, limits, Kernel.linux());
    }

    /** Lets the loop run on {@code kernel}; what the test itself does, it does with the real one. */
    LoopFixture(Path directory, Limits limits, Kernel kernelOfLoop) {
        super(directory);
        this.kernelOfLoop = kernelOfLoop;
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
        startLoop(limits);
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

    private void startLoop(Limits limits) {
        ConnectionIds ids = new ConnectionIds(new byte[ConnectionIds.KEY_SIZE]);
        this.limits = limits;
        loop = new Loop(kernelOfLoop, ids, new RecordedEvents(events), (reason, request) -> page, app -> app.socket()
                .toString());
        loop.listen(listener, point(), balancers());
        loop.listen(listener6, point(), balancers());
        loop.takeBack(returnSocket);
        loop.adopt(inForce());
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

    /** Returns where balancers connect from. */
    List<IpNetwork> balancers() {
        return BALANCERS;
    }

    private Listener point() {
        return new Listener("http", port(), false);
    }

    int port() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(listener, address));
        return address.port();
    }

    /** Declares an app without making its socket. */
    App declare(String name, String prefix, int queueMax, Duration startTimeout) {
        App app = new App(
                name + ".socket",
                App.serviceOf(name + ".socket"),
                null,
                directory.resolve(name),
                null,
                startTimeout,
                queueMax,
                true,
                false);
        add(app, prefix);
        return app;
    }

    void add(App app, String prefix) {
        claims.add(new Claim(Samples.prefix(prefix), app, directory.resolve(app.unit()), 1));
        route();
    }

    /** Has systemd say of the socket unit of an app that it is in {@code state}. */
    void becomes(String name, AppState state) {
        says(name, state);
        route();
    }

    /** Has systemd say so to the next loop. */
    void says(String name, AppState state) {
        states.put(name + ".socket", state);
    }

    /** Takes back all claims, for the next loop. */
    void forgetClaims() {
        claims.clear();
    }

    /** Says that routes are about to change, or that those in force are the newest. */
    void changeAhead(boolean ahead) {
        loop.changeAhead(ahead);
    }

    private void route() {
        onLoop(() -> {
            loop.adopt(inForce());
            return true;
        });
    }

    private InForce inForce() {
        RouteTable table = Samples.table(point().behindBalancer(), List.copyOf(claims));
        return new InForce(table, Map.copyOf(states), limits);
    }

    /** Makes an app with its socket; the test receives by {@link #receive}. */
    int app(String name, String prefix) {
        int socket = bind(name);
        declare(name, prefix, 16, Duration.ofSeconds(60));
        return socket;
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
        return onLoop(loop.clients.apps::size);
    }

    void awaitPendingHeads(int count) {
        while (pendingHeads() != count) {
            Thread.onSpinWait();
        }
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
        for (Client client : clients) {
            client.close();
        }
        stopLoop();
        closeSockets();
        kernel.close(listener);
        kernel.close(listener6);
        // What is no connection of ours is closed by a thread of its own: that may take a moment longer.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (openFds() != fdsBefore && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        if (openFds() != fdsBefore) {
            throw new AssertionError(openFds() - fdsBefore + " fds are left open");
        }
    }
}
