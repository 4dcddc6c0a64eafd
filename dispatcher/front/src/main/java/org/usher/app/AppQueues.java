package org.usher.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Refusals;
import org.usher.connection.Surroundings;
import org.usher.poll.DeadlineQueue;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Route;

/** The ways to all apps, each made when the first connection comes for it. */
public final class AppQueues {
    /**
     * How soon we try again while an app's socket is full. The kernel itself tells of room only once three quarters of
     * what was sent have been taken (unix_writable() in net/unix/af_unix.c).
     */
    private static final Duration RETRY = Duration.ofMillis(5);

    private final Surroundings surroundings;
    private final Refusals refusals;
    private final Envelope envelope;
    private final Function<App, String> socketPath;
    private final DeadlineQueue retries;
    private final MessageSizes sizes;

    /** Holds what is peeked before it is sent; the front of a long head will do. */
    private final NativeMemory page = NativeMemory.allocate(16 * 1024);

    private final Map<App, AppQueue> queues = new HashMap<>();
    private Map<String, AppState> states = Map.of();

    /** The same by the routes in force, which are told apart faster than apps. */
    private final IdentityHashMap<Route, AppQueue> byRoute = new IdentityHashMap<>();

    /** Finds the socket of an app at the path that {@code socketPath} returns for it. */
    public AppQueues(
            Surroundings surroundings, Refusals refusals, Envelope envelope, Function<App, String> socketPath) {
        this.surroundings = surroundings;
        this.refusals = refusals;
        this.envelope = envelope;
        this.socketPath = socketPath;
        this.retries = surroundings.deadlines().queue(RETRY);
        this.sizes = new MessageSizes(surroundings.kernel());
    }

    /** Returns the way to the app of {@code route}. */
    public AppQueue of(Route route) {
        AppQueue queue = byRoute.get(route);
        if (queue == null) {
            queue = of(route.app());
            byRoute.put(route, queue);
        }
        return queue;
    }

    private AppQueue of(App app) {
        AppQueue queue = queues.get(app);
        if (queue == null) {
            queue = open(app);
            queues.put(app, queue);
        }
        return queue;
    }

    /** Returns what systemd says of {@code app}: one that nothing is said of listens. */
    public AppState stateOf(App app) {
        return states.getOrDefault(app.unit(), AppState.LISTENING);
    }

    /**
     * Takes note of the states that apps are in, and closes the ways to those that are not in {@code routed}; a way on
     * which requests wait stays until they are gone.
     */
    public void update(Set<App> routed, Map<String, AppState> states) {
        update(states);
        queues.entrySet().removeIf(entry -> {
            AppQueue queue = entry.getValue();
            boolean unused = !routed.contains(entry.getKey()) && queue.size() == 0;
            if (unused) {
                queue.close();
                surroundings.deadlines().drop(queue.startTimeouts());
            }
            return unused;
        });
        byRoute.clear();
    }

    /** Takes note of the states that apps are in; the routes to them are the same. */
    public void update(Map<String, AppState> states) {
        this.states = states;
        queues.forEach((app, queue) -> queue.becomes(stateOf(app)));
    }

    /** Leaves all that is wholly ours and waits for an app in {@code place}, and closes the ways to the apps. */
    public void parkIn(ParkingPlace place) {
        queues.values().forEach(queue -> queue.parkIn(place));
    }

    /** Returns how many requests wait for an app: for room in its socket, or to be taken. */
    public int size() {
        return queues.values().stream().mapToInt(AppQueue::size).sum();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Returns who answers what no app gets. */
    public Refusals refusals() {
        return refusals;
    }

    Envelope envelope() {
        return envelope;
    }

    MessageSizes sizes() {
        return sizes;
    }

    NativeMemory page() {
        return page;
    }

    DeadlineQueue retries() {
        return retries;
    }

    private AppQueue open(App app) {
        SendingSocket socket = new SendingSocket(surroundings.kernel(), addressOf(app));
        return new AppQueue(app, stateOf(app), socket, this);
    }

    /** Returns where the socket of {@code app} is. */
    SocketAddressBuffer addressOf(App app) {
        return new SocketAddressBuffer().setPath(socketPath.apply(app));
    }
}
