package org.usher.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Events;
import org.usher.head.Head;
import org.usher.park.ParkSocket;
import org.usher.poll.EpollLoop;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.table.Decision.Routed;
import org.usher.table.InForce;

/** The queues of all apps, each made when the first connection comes for it. */
public final class AppQueues {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final EpollLoop loop;
    private final Settlement settlement;
    private final Events events;
    private final HandoffMessage message;
    private final QueueCost costs;
    private final Function<App, String> socketPath;
    private final Map<String, AppQueue> queues = new HashMap<>();
    private Map<String, AppState> states = Map.of();

    /**
     * Makes the queues of one thread.
     *
     * @param ids sign what may be handed back
     * @param socketPath returns the path of an app's socket
     */
    public AppQueues(
            EpollLoop loop, Settlement settlement, Events events, ConnectionIds ids, Function<App, String> socketPath) {
        this.loop = loop;
        this.settlement = settlement;
        this.events = events;
        this.message = new HandoffMessage(loop.kernel(), ids);
        this.costs = new QueueCost(loop.kernel());
        this.socketPath = socketPath;
    }

    /**
     * Passes a request to its app, or to the one that is asked before it, unless that has passed it on or is not there; see
     * {@link AppQueue#offer}.
     */
    public void offer(Connection connection, Head head, Routed to, long fingerprint) {
        Routed next = to.first();
        if (next == null
                || !READING.contains(head.method())
                || Admission.comesBack(connection, to)
                || stateOf(to.app().unit()).condition() == AppState.Condition.MAINTENANCE
                || !of(next).isThere()) {
            next = to;
        }
        of(next).offer(connection, head.host(), next, fingerprint);
    }

    private AppQueue of(Routed routed) {
        return queues.computeIfAbsent(routed.unit(), unit -> open(routed.app()));
    }

    /**
     * Notes what apps are now, and the states that they are in. Closes the queues of apps that have no route any more; a
     * queue in which requests wait stays until they are gone.
     */
    public void adopt(InForce now) {
        states = now.states();
        Map<String, App> routed = new HashMap<>();
        now.table().routes().forEach(route -> routed.put(route.app().unit(), route.app()));
        queues.forEach((unit, queue) -> queue.becomes(stateOf(unit)));
        queues.entrySet().removeIf(entry -> {
            App app = routed.get(entry.getKey());
            AppQueue queue = entry.getValue();
            if (app != null) {
                queue.adopt(app);
            } else if (queue.size() == 0) {
                queue.close();
                return true;
            }
            return false;
        });
    }

    /** Leaves all that is wholly ours in {@code place}, and closes the queues. */
    public void parkIn(ParkSocket place) {
        queues.values().forEach(queue -> queue.parkIn(place));
    }

    /** Returns how many requests wait for an app: for room in its socket, or to be taken. */
    public int size() {
        return queues.values().stream().mapToInt(AppQueue::size).sum();
    }

    private AppState stateOf(String unit) {
        return states.getOrDefault(unit, AppState.LISTENING);
    }

    private AppQueue open(App app) {
        AppSocket socket = new AppSocket(loop.kernel(), socketPath, events);
        AppLiveness liveness = new AppLiveness(socket, costs, loop.deadlines());
        return new AppQueue(app, stateOf(app.unit()), socket, liveness, message, settlement, loop);
    }
}
