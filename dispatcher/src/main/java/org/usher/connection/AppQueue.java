package org.usher.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.usher.connection.DeadlineQueue.Deadline;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;

/**
 * The way to one app. What its socket has no room for waits here in the order in which it came: this is the phase
 * Offering, in which a request is still wholly ours. What was sent to an app that may never take it is in {@link Escrow}.
 *
 * <pre>
 *  offer ─▶ Offering ── sent, the app keeps up ─────────────▶ gone
 *              │  └──── sent, otherwise ─▶ Escrow ── taken ─▶ gone
 *              │                            ▲  │socket gone
 *              │                  sent again│  ▼
 *              │                           Adrift
 *              ▼ QueueMax=                  │ StartTimeoutSec=, unit failed, nobody there
 *           Refusing ◀── head unread ───────┘
 * </pre>
 */
final class AppQueue {
    private final App app;
    private final AppSocket socket;
    private final Uptake uptake;
    private final Escrow escrow;
    private final Adrift adrift;
    private final Envelope envelope;
    private final Refusals refusals;
    private final Kernel kernel;
    private final NativeMemory page;
    private final Events events;
    private final DeadlineQueue startTimeouts;
    private final DeadlineQueue retries;
    private final Deque<Offering> waiting = new ArrayDeque<>();
    private AppState state;
    private @Nullable Deadline nextTry;

    /** A request that waits for room in its app's socket. */
    private record Offering(Request request, Deadline startTimeout) {}

    AppQueue(App app, AppState state, AppSocket socket, AppQueues all) {
        Deadlines deadlines = all.surroundings().deadlines();
        this.app = app;
        this.state = state;
        this.socket = socket;
        this.uptake = new Uptake(socket, all.sizes(), deadlines);
        this.escrow = new Escrow(this, socket, uptake, all);
        this.adrift = new Adrift(this, socket, escrow, all);
        this.envelope = all.envelope();
        this.refusals = all.refusals();
        this.kernel = all.surroundings().kernel();
        this.page = all.page();
        this.events = all.surroundings().events();
        this.retries = all.retries();
        this.startTimeouts = deadlines.queue(app.startTimeout());
    }

    String unit() {
        return app.unit();
    }

    DeadlineQueue startTimeouts() {
        return startTimeouts;
    }

    int size() {
        return escrow.size() + adrift.size() + waiting.size();
    }

    /** Passes the connection of {@code request} to the app, lets it wait while the app's socket is full, or refuses. */
    void offer(Request request) {
        if (waiting.isEmpty() && adrift.isEmpty()) {
            int result = send(request, null);
            if (!isFull(result)) {
                refuseIfFailed(request, result);
                return;
            }
        }
        if (waiting.size() >= app.queueMax()) {
            refusals.refuse(request, Refusal.QUEUE_FULL, app.unit());
            return;
        }
        waiting.add(new Offering(request, startTimeout(request)));
        tryLater();
    }

    /** It may have begun in a dispatcher before this one. */
    private Deadline startTimeout(Request request) {
        long elapsed = request.connection().waited().nanosIn(Phase.OFFERING);
        return startTimeouts.add(this::refuseOverdue, elapsed);
    }

    /**
     * Leaves what waits in {@code place}, the oldest first. What is in the app's queue stays there, without anybody who
     * would answer if it is never taken: a message cannot be called back, nor followed from another socket.
     */
    void parkIn(ParkingPlace place) {
        if (nextTry != null) {
            nextTry.cancel();
        }
        while (escrow.isOn()) {
            letGo(escrow.removeOldest());
        }
        while (!adrift.isEmpty()) {
            Sent oldest = adrift.removeOldest();
            if (oldest.head().isUnread()) {
                park(oldest.request(), oldest.startTimeout(), place);
            } else {
                letGo(oldest);
            }
        }
        while (!waiting.isEmpty()) {
            Offering oldest = waiting.removeFirst();
            park(oldest.request(), oldest.startTimeout(), place);
        }
    }

    private static void park(Request request, Deadline startTimeout, ParkingPlace place) {
        startTimeout.cancel();
        place.leave(request.connection(), new Waited(Phase.OFFERING, startTimeout.elapsedNanos()));
    }

    /** Takes note of what systemd says of the app. What a unit that has failed was sent, or was to be, is refused. */
    void becomes(AppState now) {
        state = now;
        if (now.condition() == AppState.Condition.FAILED) {
            refuseAll(Refusal.APP_FAILED, now.detail(app.unit()));
        }
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        if (nextTry != null) {
            nextTry.cancel();
        }
        socket.close();
    }

    /** The app has this: our copy goes at once, for it would hold up the end of the app's answer. */
    void letGo(Sent message) {
        message.startTimeout().cancel();
        letGo(message.request());
    }

    /** The app's socket is gone and with it what it held; a new one may come. */
    void lostSocket() {
        if (escrow.isOn()) {
            adrift.takeOver();
            tryLater();
        }
        socket.close();
    }

    /** No new socket came. */
    void refuseAdrift() {
        refuseAdrift(Refusal.APP_OFFLINE, app.unit());
    }

    /** Sends as much of what waits as there is room for. */
    private void retry() {
        nextTry = null;
        if (!adrift.recover()) {
            tryLater();
            return;
        }
        while (!waiting.isEmpty()) {
            Offering oldest = waiting.getFirst();
            int result = send(oldest.request(), oldest.startTimeout());
            if (isFull(result)) {
                tryLater();
                return;
            }
            waiting.removeFirst();
            if (result < 0) {
                oldest.startTimeout().cancel();
            }
            refuseIfFailed(oldest.request(), result);
        }
    }

    private void tryLater() {
        if (nextTry == null) {
            nextTry = retries.add(this::retry);
        }
    }

    /**
     * Sends {@code request}, and lets go of it or keeps it in escrow. Octets that an app has read already travel in the
     * message and cannot be taken back, so they are never refused after.
     *
     * @param startTimeout the one that it has; null if it did not wait yet
     * @return a negated errno if it was not sent and is still wholly ours
     */
    private int send(Request request, @Nullable Deadline startTimeout) {
        FdMessage message = envelope.seal(request);
        int length = message.payload().position();
        Connection connection = request.connection();
        if (keepsUp(length) || connection.history().unread().length > 0) {
            int result = send(message);
            if (result >= 0) {
                uptake.sent(length);
                escrow.count(length);
                if (startTimeout != null) {
                    startTimeout.cancel();
                }
                letGo(request);
            }
            return result;
        }
        PeekedHead head = new PeekedHead(kernel, page, connection.fd());
        int result = send(message);
        if (result >= 0) {
            uptake.sent(length);
            Deadline due = startTimeout == null ? startTimeout(request) : startTimeout;
            escrow.keep(new Sent(request, head, due), length);
        }
        return result;
    }

    /** Sends to the socket that is there now: the one that we knew may be gone, and its unit may have made a new one. */
    private int send(FdMessage message) {
        int result = socket.send(message);
        if (result != -Errno.ECONNREFUSED && result != -Errno.ENOTCONN) {
            return result;
        }
        lostSocket();
        if (!adrift.isEmpty()) {
            return -Errno.EAGAIN; // those come first
        }
        int connected = socket.connect();
        return connected < 0 ? connected : socket.send(message);
    }

    /** Returns whether the app surely takes what it is sent. */
    private boolean keepsUp(int length) {
        return state.condition() == AppState.Condition.RUNNING && uptake.keepsUp(length);
    }

    /** Returns whether a send that failed may succeed a moment later. */
    private static boolean isFull(int result) {
        return switch (-result) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> true;
            default -> false;
        };
    }

    private void letGo(Request request) {
        kernel.close(request.connection().fd());
        events.handedOff(request.routed().route());
    }

    /** The time of one of them is over, in whichever phase it is: nearly always the oldest. */
    private void refuseOverdue() {
        escrow.look(); // it may have been taken, or its socket lost
        Sent sent = escrow.removeOverdue();
        if (sent == null) {
            sent = adrift.removeOverdue();
        }
        if (sent != null) {
            refuse(sent, Refusal.START_TIMEOUT, app.unit());
            return;
        }
        for (Iterator<Offering> all = waiting.iterator(); all.hasNext(); ) {
            Offering offering = all.next();
            if (offering.startTimeout().isOver()) {
                all.remove();
                refusals.refuse(offering.request(), Refusal.START_TIMEOUT, app.unit());
                return;
            }
        }
    }

    private void refuseAll(Refusal reason, String detail) {
        escrow.look();
        while (escrow.isOn()) {
            refuse(escrow.removeOldest(), reason, detail);
        }
        refuseAdrift(reason, detail);
        while (!waiting.isEmpty()) {
            Offering oldest = waiting.removeFirst();
            oldest.startTimeout().cancel();
            refusals.refuse(oldest.request(), reason, detail);
        }
    }

    private void refuseAdrift(Refusal reason, String detail) {
        while (!adrift.isEmpty()) {
            refuse(adrift.removeOldest(), reason, detail);
        }
    }

    /** Refuses what was sent, if nobody has begun to read it. */
    private void refuse(Sent message, Refusal reason, String detail) {
        if (message.head().take()) {
            message.startTimeout().cancel();
            refusals.refuseTakenBack(message.request(), reason, detail);
        } else {
            letGo(message);
        }
    }

    private void refuseIfFailed(Request request, int result) {
        switch (-result) {
            case Errno.ENOENT, Errno.ECONNREFUSED, Errno.EACCES ->
                refusals.refuse(request, Refusal.APP_OFFLINE, app.unit());
            default -> {
                if (result < 0) {
                    events.warned("hand over to " + app.unit() + ": " + Errno.describe(result));
                    refusals.refuse(request, Refusal.TOO_MANY_CONNECTIONS, app.unit());
                }
            }
        }
    }
}
