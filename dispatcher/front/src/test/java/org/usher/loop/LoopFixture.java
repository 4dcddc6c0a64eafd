package org.usher.loop;

import java.nio.file.Path;
import java.time.Duration;
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
import org.usher.connection.Lingering;
import org.usher.poll.DeadlineQueue;
import org.usher.posix.Kernel;
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
public class LoopFixture extends FrontSockets {
    /** Whoever connects from this address is a balancer. */
    static final String BALANCER = "127.0.0.9";

    private static final List<IpNetwork> BALANCERS = List.of(Objects.requireNonNull(IpNetwork.parse(BALANCER)));

    private final Kernel kernelOfLoop;
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** What every refused request gets in the place of our text. */
    volatile Optional<byte[]> page = Optional.empty();

    private Loop loop;
    private Limits limits;
    private Thread thread;
    private List<Thread> othersHeld = List.of();
    private final List<Claim> claims = new CopyOnWriteArrayList<>();
    private final Map<String, AppState> states = new ConcurrentHashMap<>();

    LoopFixture(Path directory, Limits limits) {
        this(directory, limits, Kernel.linux());
    }

    /** Lets the loop run on {@code kernel}; what the test itself does, it does with the real one. */
    LoopFixture(Path directory, Limits limits, Kernel kernelOfLoop) {
        super(directory);
        this.kernelOfLoop = kernelOfLoop;
        startLoop(limits);
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
        othersHeld = heldThreads();
        thread = new Thread(loop::run, "loop");
        thread.start();
    }

    private static List<Thread> heldThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(any -> any.getName().equals("held-connections"))
                .toList();
    }

    /** Ends the loop as SIGTERM does, and waits until both its threads have ended. */
    void stopLoop() throws InterruptedException {
        if (thread.isAlive()) {
            loop.stop();
            thread.join(PATIENCE.toMillis());
        }
        for (Thread second : heldThreads()) {
            if (!othersHeld.contains(second)) { // the loop waits for it no longer than a while
                second.join(PATIENCE.toMillis());
            }
        }
    }

    /** Ends the loop, and has another one serve the same sockets and routes. */
    void restart(Limits limits) throws InterruptedException {
        stopLoop();
        startLoop(limits);
    }

    /** Returns where balancers connect from. */
    List<IpNetwork> balancers() {
        return BALANCERS;
    }

    private Listener point() {
        return new Listener("http", port(), false);
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

    /** Has other limits hold from now on, for what waits as well. */
    void limit(Limits now) {
        limits = now;
        route();
    }

    /** Has requests without a route wait for one longer than any test lasts, until routes change or are about to. */
    void waitForRoutes() {
        last(loop.clients.dispatch.postponed);
    }

    /** Has clients be listened to after their answers longer than any test lasts. */
    void linger() {
        last(Lingering.of(loop.clients.endings));
    }

    private void last(DeadlineQueue queue) {
        onLoop(() -> {
            queue.timeout(Duration.ofHours(1));
            return true;
        });
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

    /** Waits until as many clients as this have sent a part of a head, which we have seen. */
    void awaitHalfHeads(int count) {
        while (onLoop(loop.clients.pending.partial::size) != count) {
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
        closeClients();
        stopLoop();
        closeSockets();
        awaitNoFdLeft();
    }
}
