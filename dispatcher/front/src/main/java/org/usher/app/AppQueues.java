package org.usher.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Events;
import org.usher.park.ParkSocket;
import org.usher.poll.EpollLoop;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Route;
import org.usher.table.InForce;

/** The queues of all apps, each made when the first connection comes for it. */
public final class AppQueues {
    private final EpollLoop loop;
    private final Settlement settlement;
    private final Events events;
    private final HandoffMessage message;
    private final QueueCost costs;
    private final Function<App, String> socketPath;
    private final Map<App, AppQueue> queues = new HashMap<>();
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

    /** Returns the queue of {@code app}. */
    public AppQueue of(App app) {
        return queues.computeIfAbsent(app, this::open);
    }

    /**
     * Notes the states that apps are in, and closes the queues of apps that have no route any more; a queue in which
     * requests wait stays until they are gone.
     */
    public void adopt(InForce now) {
        states = now.states();
        Set<App> routed = now.table().routes().stream().map(Route::app).collect(Collectors.toSet());
        queues.forEach((app, queue) -> queue.becomes(stateOf(app)));
        queues.entrySet().removeIf(entry -> {
            boolean unused =
                    !routed.contains(entry.getKey()) && entry.getValue().size() == 0;
            if (unused) {
                entry.getValue().close();
            }
            return unused;
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

    private AppState stateOf(App app) {
        return states.getOrDefault(app.unit(), AppState.LISTENING);
    }

    private AppQueue open(App app) {
        SocketAddressBuffer address = new SocketAddressBuffer().setPath(socketPath.apply(app));
        AppSocket socket = new AppSocket(loop.kernel(), address, app.unit(), events);
        AppLiveness liveness = new AppLiveness(socket, costs, loop.deadlines());
        return new AppQueue(app, stateOf(app), socket, liveness, message, settlement, loop);
    }
}
