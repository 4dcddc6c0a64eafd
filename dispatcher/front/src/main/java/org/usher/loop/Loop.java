package org.usher.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpNetwork;
import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.connection.ListeningSocket;
import org.usher.connection.ListeningSockets;
import org.usher.connection.Request;
import org.usher.handback.ReturnCheck;
import org.usher.park.ParkSocket;
import org.usher.park.Unpark;
import org.usher.poll.DeadlineQueue;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.Listener;
import org.usher.table.InForce;

/**
 * The thread that accepts and serves all connections that no app has held, and beside it a thread for all others.
 *
 * <pre>
 *               ┌───────────────── hand back ─────────────────┐
 *               ▼                                             │
 *  accept ─▶ Dispatch ── head, route ──▶ AppQueue (offered) ─▶ app
 *             │    ▲  └──────────────────┐   │  │             ▲
 *      partial│    │complete             │   │  └▶ kept ──taken
 *             ▼    │                     ▼   ▼        │
 *          PendingHead ── deadline ──▶ Refusing ◀── never taken
 *                                          └─▶ gone
 * </pre>
 *
 * <p>An app that has held a connection can make every system call on it wait, as long as it likes. So these are made on
 * the second thread, which runs the same code: if it hangs, hand backs wait, and requests that an app was sent and does not
 * take; nobody else does.
 *
 * <p>{@link #run} owns the first thread until {@link #stop}; only {@link #post}, {@link #stop} and what they run may come
 * from others. When the loop stops, connections in PendingHead and those that wait for an app's socket are parked for the
 * next loop, which begins with them.
 */
public final class Loop {
    /** How long a stop waits for the second thread to park what it has: half of TimeoutStopSec=, if an app hangs it. */
    private static final Duration HELD_PATIENCE = Duration.ofSeconds(5);

    private final Kernel kernel;
    private final ConnectionIds ids;
    private final Events events;
    private final Worker held;
    final Worker clients;
    private final List<ListeningSocket> listeners = new ArrayList<>();
    private int parkFd = ParkSocket.NONE;
    private volatile @Nullable Throwable heldDeath;

    /** Makes a loop that accepts nothing and routes nowhere yet; {@code socketPath} tells where an app's socket is. */
    public Loop(
            Kernel kernel,
            ConnectionIds ids,
            Events events,
            BiFunction<Refusal, Request, Optional<byte[]>> pages,
            Function<App, String> socketPath) {
        this.kernel = kernel;
        this.ids = ids;
        this.events = events;
        this.held = new Worker(kernel, ids, events, pages, socketPath, null);
        this.clients = new Worker(kernel, ids, events, pages, socketPath, held);
    }

    /**
     * Accepts connections from {@code fd}, a listening non-blocking TCP socket, which stays its opener's.
     *
     * @param proxyFrom where balancers connect from: they begin each connection with a PROXY header
     */
    public void listen(int fd, Listener point, List<IpNetwork> proxyFrom) {
        listeners.add(clients.listen(fd, point, proxyFrom));
    }

    /** Takes back connections from {@code fd}, a non-blocking datagram socket, which stays its opener's. */
    public void takeBack(int fd) {
        ListeningSockets origins = new ListeningSockets(kernel, listeners);
        held.takeBack(fd, new ReturnCheck(kernel, ids, origins));
    }

    /**
     * Takes up the connections that a loop before us has left in {@code fd}, a non-blocking datagram socket, which stays
     * its opener's, and leaves those there that are open when it stops. After {@link #listen} and {@link #adopt}.
     */
    public void parkIn(int fd) {
        parkFd = fd;
        new Unpark(kernel, events, this::takeUp, unknown -> held.loop.post(() -> kernel.close(unknown))).from(fd);
    }

    private boolean takeUp(int fd, History history) {
        if (history.mayBeHeld()) {
            held.loop.post(() -> takeUp(held, fd, history));
            return true;
        }
        return takeUp(clients, fd, history);
    }

    private boolean takeUp(Worker worker, int fd, History history) {
        Connection connection = new ListeningSockets(kernel, listeners).connection(fd, history);
        if (connection == null) {
            kernel.close(fd);
            return false;
        }
        worker.dispatch.accept(connection);
        return true;
    }

    /** Decides by {@code now} from the next connection on. Before {@link #run}, or posted. */
    public void adopt(InForce now) {
        clients.adopt(now);
        held.loop.post(() -> held.adopt(now));
    }

    /**
     * Notes that units have changed and are about to be read, or that they were: in between, a request that the routes
     * refuse waits for a second at most, and at any other time for a moment. From any thread.
     */
    public void changeAhead(boolean ahead) {
        clients.loop.post(() -> clients.dispatch.changeAhead(ahead));
        held.loop.post(() -> held.dispatch.changeAhead(ahead));
    }

    /** Runs {@code task} on the loop's thread every {@code interval}, first after one. Before {@link #run}. */
    public void every(Duration interval, Runnable task) {
        tick(clients.loop.deadlines().queue(interval), task);
    }

    private static void tick(DeadlineQueue ticks, Runnable task) {
        ticks.add(() -> {
            tick(ticks, task);
            task.run();
        });
    }

    /**
     * Serves until {@link #stop}; then parks every connection that is still ours. It can run once. Throws as soon as one
     * of the threads has died, by an error of the virtual machine such as out of memory: the process has to end then.
     */
    public void run() {
        Thread second = new Thread(this::serveHeld, "held-connections");
        second.setDaemon(true);
        second.start();
        serveClients();
        try {
            second.join(HELD_PATIENCE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void serveHeld() {
        try {
            held.loop.run();
            held.park(parkFd);
            held.finish();
        } catch (RuntimeException | Error dead) {
            heldDeath = dead;
            clients.loop.stop();
        }
    }

    private void serveClients() {
        clients.loop.run();
        if (heldDeath != null) {
            throw new IllegalStateException("the thread for held connections has died", heldDeath);
        }
        clients.park(parkFd);
        held.loop.stop();
        clients.finish();
    }

    /** Has {@code task} run on the loop's thread soon. From any thread. */
    public void post(Runnable task) {
        clients.loop.post(task);
    }

    /** Ends {@link #run} soon. From any thread. */
    public void stop() {
        clients.loop.stop();
    }

    /** Returns how many connections wait for the rest of their head. From any thread. */
    public int pendingHeads() {
        return clients.pending.size() + held.pending.size();
    }
}
