package org.usher.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.usher.connection.DeadlineQueue.Deadline;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.route.App;

/**
 * The way to one app: what its socket has no room for waits here in the order in which it came. This is the phase
 * Offering; a request that waits is still wholly ours.
 */
final class AppQueue {
    private final App app;
    private final AppSocket socket;
    private final Envelope envelope;
    private final Refusals refusals;
    private final Kernel kernel;
    private final Events events;
    private final DeadlineQueue startTimeouts;
    private final DeadlineQueue retries;
    private final Deque<Offering> waiting = new ArrayDeque<>();
    private @Nullable Deadline nextTry;

    /** A request that waits for room in its app's socket. */
    private record Offering(Request request, Deadline startTimeout) {}

    AppQueue(App app, AppSocket socket, AppQueues all, DeadlineQueue startTimeouts) {
        this.app = app;
        this.socket = socket;
        this.envelope = all.envelope();
        this.refusals = all.refusals();
        this.kernel = all.surroundings().kernel();
        this.events = all.surroundings().events();
        this.retries = all.retries();
        this.startTimeouts = startTimeouts;
    }

    DeadlineQueue startTimeouts() {
        return startTimeouts;
    }

    int size() {
        return waiting.size();
    }

    /** Passes the connection of {@code request} to the app, lets it wait while the app's socket is full, or refuses. */
    void offer(Request request) {
        if (waiting.isEmpty()) {
            int result = socket.send(envelope.seal(request));
            if (result != -Errno.EAGAIN) {
                settle(request, result);
                return;
            }
        }
        if (waiting.size() >= app.queueMax()) {
            refusals.refuse(request, Refusal.QUEUE_FULL, app.unit());
            return;
        }
        long elapsed = request.connection().waited().nanosIn(Phase.OFFERING);
        waiting.add(new Offering(request, startTimeouts.add(this::refuseOldest, elapsed)));
        tryLater();
    }

    /** Leaves what waits in {@code place}, the oldest first. */
    void parkIn(ParkingPlace place) {
        if (nextTry != null) {
            nextTry.cancel();
        }
        while (!waiting.isEmpty()) {
            Offering oldest = waiting.removeFirst();
            oldest.startTimeout().cancel();
            Waited waited = new Waited(Phase.OFFERING, oldest.startTimeout().elapsedNanos());
            place.leave(oldest.request().connection(), waited);
        }
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        socket.close();
    }

    /** Sends as much of what waits as there is room for. */
    private void retry() {
        nextTry = null;
        while (!waiting.isEmpty()) {
            Request oldest = waiting.getFirst().request();
            int result = socket.send(envelope.seal(oldest));
            if (result == -Errno.EAGAIN) {
                tryLater();
                return;
            }
            waiting.removeFirst().startTimeout().cancel();
            settle(oldest, result);
        }
    }

    private void tryLater() {
        if (nextTry == null) {
            nextTry = retries.add(this::retry);
        }
    }

    private void refuseOldest() {
        refusals.refuse(waiting.removeFirst().request(), Refusal.START_TIMEOUT, app.unit());
    }

    /** Takes what a send has answered: the connection is the app's now, or is refused. */
    private void settle(Request request, int result) {
        if (result >= 0) {
            kernel.close(request.connection().fd());
            events.handedOff(request.routed().route());
            return;
        }
        switch (-result) {
            case Errno.ENOENT, Errno.ECONNREFUSED, Errno.EACCES ->
                refusals.refuse(request, Refusal.APP_OFFLINE, app.unit());
            default -> {
                events.warned("hand over to " + app.unit() + ": " + Errno.describe(result));
                refusals.refuse(request, Refusal.TOO_MANY_CONNECTIONS, app.unit());
            }
        }
    }
}
