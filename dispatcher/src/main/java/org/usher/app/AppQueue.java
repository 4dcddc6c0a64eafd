package org.usher.app;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Refusals;
import org.usher.connection.Request;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Deadlines;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;

/**
 * The way to one app, through the phases {@link Offering}, while its socket has no room, and {@link Escrow}, while nobody
 * knows whether it takes what it was sent.
 *
 * <pre>
 *  offer ─▶ Offering ── sent, the app keeps up ─────────────▶ gone
 *              │  └──── sent, otherwise ─▶ Escrow ── taken ─▶ gone
 *              │                             │
 *              ▼ QueueMax=                   │ StartTimeoutSec=, unit failed, nobody there
 *           Refusing ◀── head unread ────────┘
 * </pre>
 */
public final class AppQueue {
    private final App app;
    private final SendingSocket socket;
    private final Uptake uptake;
    private final Offering offering = new Offering();
    private final Escrow escrow;
    private final Envelope envelope;
    private final Refusals refusals;
    private final Kernel kernel;
    private final NativeMemory page;
    private final Events events;
    private final DeadlineQueue startTimeouts;
    private final DeadlineQueue retries;
    private AppState state;
    private @Nullable Deadline nextTry;

    AppQueue(App app, AppState state, SendingSocket socket, AppQueues all) {
        Deadlines deadlines = all.surroundings().deadlines();
        this.app = app;
        this.state = state;
        this.socket = socket;
        this.uptake = new Uptake(socket, all.sizes(), deadlines);
        this.escrow = new Escrow(app, socket, uptake, all);
        this.envelope = all.envelope();
        this.refusals = all.refusals();
        this.kernel = all.surroundings().kernel();
        this.page = all.page();
        this.events = all.surroundings().events();
        this.retries = all.retries();
        this.startTimeouts = deadlines.queue(app.startTimeout());
    }

    DeadlineQueue startTimeouts() {
        return startTimeouts;
    }

    int size() {
        return escrow.size() + offering.size();
    }

    /** Passes the connection of {@code request} to the app, lets it wait while the app's socket is full, or refuses. */
    public void offer(Request request) {
        if (offering.isEmpty() && !escrow.isAdrift()) {
            int result = send(request, null);
            if (!isFull(result)) {
                refuseIfFailed(request, result);
                return;
            }
        }
        if (offering.size() >= app.queueMax()) {
            refusals.refuse(request, Refusal.QUEUE_FULL, app.unit());
            return;
        }
        offering.add(request, startTimeout(request));
        tryLater();
    }

    /** It may have begun in a dispatcher before this one. */
    private Deadline startTimeout(Request request) {
        long elapsed = request.connection().waited().nanosIn(Phase.OFFERING);
        return startTimeouts.add(this::refuseOverdue, elapsed);
    }

    /** Leaves what is wholly ours in {@code place}. */
    void parkIn(ParkingPlace place) {
        if (nextTry != null) {
            nextTry.cancel();
        }
        escrow.parkAdriftIn(place);
        offering.parkIn(place);
    }

    /** Leaves what is in the app's queue in {@code place}; after {@link #parkIn}. */
    void parkEscrowIn(ParkingPlace place) {
        escrow.parkIn(place);
    }

    /** Takes note of what systemd says of the app. What a unit that has failed was sent, or was to be, is refused. */
    void becomes(AppState now) {
        state = now;
        escrow.becomes(now);
        while (now.condition() == AppState.Condition.FAILED && !offering.isEmpty()) {
            Offering.Waiting oldest = offering.removeOldest();
            oldest.startTimeout().cancel();
            refusals.refuse(oldest.request(), Refusal.APP_FAILED, now.detail(app.unit()));
        }
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        if (nextTry != null) {
            nextTry.cancel();
        }
        socket.close();
    }

    /** Sends as much of what waits as there is room for. */
    private void retry() {
        nextTry = null;
        while (!offering.isEmpty()) {
            if (escrow.isAdrift()) {
                tryLater(); // those come first
                return;
            }
            Offering.Waiting oldest = offering.oldest();
            int result = send(oldest.request(), oldest.startTimeout());
            if (isFull(result)) {
                tryLater();
                return;
            }
            offering.removeOldest();
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
                escrow.letGo(request);
            }
            return result;
        }
        PeekedHead head = PeekedHead.of(kernel, page, connection.fd());
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
        escrow.lostSocket();
        if (escrow.isAdrift()) {
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

    /** The time of one of them is over, in whichever phase it is: nearly always the oldest. */
    private void refuseOverdue() {
        if (escrow.refuseOverdue()) {
            return;
        }
        Request request = offering.removeOverdue();
        if (request != null) {
            refusals.refuse(request, Refusal.START_TIMEOUT, app.unit());
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
