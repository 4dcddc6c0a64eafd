package org.usher.loop;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.usher.app.AppQueues;
import org.usher.app.Envelope;
import org.usher.connection.Addresses;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Events;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Refusals;
import org.usher.connection.Sources;
import org.usher.connection.Surroundings;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Deadlines;
import org.usher.poll.Poller;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.refusal.ErrorPages;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Limits;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.table.RouteTable;

/**
 * The one thread that serves all connections. When it stops, those that are in AwaitingHead, Offering and Escrow are parked
 * for the next loop, which begins with them.
 *
 * <pre>
 *               ┌───────────────── hand back ─────────────────┐
 *               ▼                                             │
 *  accept ─▶ Reception ── head, route ──▶ AppQueue (Offering) ─▶ app
 *             │    ▲  └──────────────────┐   │  │             ▲
 *      partial│    │complete             │   │  └▶ Escrow ─taken
 *             ▼    │                     ▼   ▼        │
 *          AwaitingHead ── deadline ──▶ Refusing ◀── never taken
 *                                          └─▶ gone
 * </pre>
 *
 * <p>{@link #run} owns the thread until {@link #stop}; only {@link #post}, {@link #stop} and what they run may come from
 * others.
 */
public final class Loop {
    /** How long a stop waits for clients to take the answers that are on their way. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

    private final Surroundings surroundings;
    private final Reception reception;
    private final AppQueues apps;
    private final AwaitingHeads awaiting;
    private final Refusals refusals;
    private final Sources sources;
    private final ConnectionIds ids;
    private final List<Acceptor> listeners = new ArrayList<>();
    private final List<ReturnListener> returnListeners = new ArrayList<>();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final int wakeUp;
    private int parkingPlace = ParkingPlace.NOWHERE;
    private boolean running = true;

    /** Makes a loop that accepts nothing yet; {@code socketPath} tells where an app's socket is. */
    public Loop(
            Kernel kernel,
            Limits limits,
            ConnectionIds ids,
            Events events,
            ErrorPages pages,
            Function<App, String> socketPath) {
        this.surroundings = new Surroundings(
                kernel, new Poller(kernel), new Deadlines(System::nanoTime), new Addresses(kernel), events);
        this.ids = ids;
        this.sources = new Sources(limits.pendingHeadsPerSourceMax());
        this.awaiting = new AwaitingHeads(surroundings, limits, sources);
        this.refusals = new Refusals(surroundings, pages, Clock.systemUTC());
        this.apps = new AppQueues(surroundings, refusals, new Envelope(surroundings, ids), socketPath);
        this.reception = new Reception(surroundings, limits, awaiting, apps);
        this.wakeUp = kernel.eventFd();
        if (wakeUp < 0) {
            throw new IllegalStateException("eventfd: " + Errno.describe(wakeUp));
        }
        surroundings.poller().add(wakeUp, Epoll.EPOLLIN, bits -> kernel.readNumber(wakeUp));
    }

    /** Accepts connections from {@code fd}, a listening non-blocking TCP socket, which stays its opener's. */
    public void listen(int fd, Listener point) {
        listeners.add(new Acceptor(surroundings, reception, sources, fd, point));
    }

    /** Takes back connections from {@code fd}, a non-blocking datagram socket, which stays its opener's. */
    public void takeBack(int fd) {
        Kernel kernel = surroundings.kernel();
        ReturnCheck check = new ReturnCheck(kernel, ids, sources, listeners);
        returnListeners.add(new ReturnListener(surroundings, reception, check, new StrangeFds(kernel), fd));
    }

    /**
     * Takes up the connections that a loop before us has left in {@code fd}, a non-blocking datagram socket, which stays
     * its opener's, and leaves those there that are open when it stops. After {@link #listen} and {@link #routeBy}.
     */
    public void parkIn(int fd) {
        parkingPlace = fd;
        new TakingUp(surroundings, reception, sources, listeners).from(fd);
    }

    /**
     * Routes by {@code table} from the next head on, to apps that are in these {@code states}: one that is not named
     * listens. Before {@link #run}, or posted.
     */
    public void routeBy(RouteTable table, Map<String, AppState> states) {
        if (reception.routesBy(table)) {
            apps.update(states);
            return;
        }
        reception.routeBy(table);
        Set<App> routed = new HashSet<>();
        for (Route route : table.routes()) {
            routed.add(route.app());
        }
        apps.update(routed, states);
    }

    /** Keeps to {@code limits} from the next connection on. Before {@link #run}, or posted. */
    public void limitTo(Limits limits) {
        sources.limitTo(limits.pendingHeadsPerSourceMax());
        awaiting.limitTo(limits);
        reception.limitTo(limits.headSizeMax());
    }

    /** Runs {@code task} on the loop's thread every {@code interval}, first after one. Before {@link #run}. */
    public void every(Duration interval, Runnable task) {
        DeadlineQueue ticks = surroundings.deadlines().queue(interval);
        Runnable tick = new Runnable() {
            @Override
            public void run() {
                ticks.add(this);
                task.run();
            }
        };
        ticks.add(tick);
    }

    /** Serves until {@link #stop}; then parks every connection that is still ours. It can run once. */
    public void run() {
        while (running) {
            turn();
        }
        listeners.forEach(Acceptor::stop);
        returnListeners.forEach(ReturnListener::stop);
        park();
        finishRefusals();
        surroundings.poller().close();
        surroundings.kernel().close(wakeUp);
    }

    private void turn() {
        Deadlines deadlines = surroundings.deadlines();
        Poller poller = surroundings.poller();
        deadlines.lookAtTheClock();
        int ready = poller.await(deadlines.millisToNext());
        deadlines.lookAtTheClock(); // what begins now has its whole time, however long we have slept
        poller.tell(ready);
        deadlines.runDue();
        runPosted();
    }

    /**
     * Whole requests first: should there not be room for all, who has said least is closed.
     */
    private void park() {
        ParkingPlace place = new ParkingPlace(surroundings.kernel(), surroundings.events(), parkingPlace);
        apps.parkIn(place);
        awaiting.parkIn(place);
        place.close();
    }

    /** A close at once would reset clients that still send, and take their answers away: most need a moment only. */
    private void finishRefusals() {
        Deadline end = surroundings.deadlines().queue(LAST_ANSWERS).add(() -> {});
        while (refusals.lingeringCount() > 0 && !end.isOver()) {
            turn();
        }
        refusals.close();
    }

    /** Has {@code task} run on the loop's thread soon. From any thread. */
    public void post(Runnable task) {
        posted.add(task);
        surroundings.kernel().writeNumber(wakeUp, 1);
    }

    /** Ends {@link #run} soon. From any thread. */
    public void stop() {
        post(() -> running = false);
    }

    /** Returns how many connections wait for the rest of their head. Posted. */
    public int pendingHeads() {
        return awaiting.size();
    }

    /** Returns how many requests have not been taken by their apps, as far as we keep them. Posted. */
    int pendingRequests() {
        return apps.size();
    }

    private void runPosted() {
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
    }
}
