package org.usher.app;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Events;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Refusals;
import org.usher.connection.Request;
import org.usher.parking.ParkedApp;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;

/**
 * The phase of requests that were sent to an app which is not known to take them: our copy of the connection is kept
 * until the message has left the app's queue, so that a client whose request nobody ever takes gets an answer.
 *
 * <pre>
 *  keep ─▶ Untaken ── taken ─▶ gone
 *            ▲  │socket gone
 *  sent again│  ▼
 *           Adrift
 *            │ StartTimeoutSec=, unit failed, no new socket
 *            └─▶ head unread? Refusing, else gone
 * </pre>
 */
final class Escrow {
    private final App app;
    private final SendingSocket socket;
    private final Untaken untaken;
    private final Adrift adrift;
    private final Kernel kernel;
    private final Events events;
    private final Refusals refusals;
    private final DeadlineQueue retries;
    private @Nullable Deadline nextTry;

    /** Follows what is sent to {@code app} from {@code socket}; tells {@code uptake} of what is taken. */
    Escrow(App app, SendingSocket socket, Uptake uptake, AppQueues all) {
        this.app = app;
        this.socket = socket;
        this.untaken = new Untaken(this, socket, uptake, all);
        this.adrift = new Adrift(this, socket, untaken, all);
        this.kernel = all.surroundings().kernel();
        this.events = all.surroundings().events();
        this.refusals = all.refusals();
        this.retries = all.retries();
    }

    int size() {
        return untaken.size() + adrift.size();
    }

    /** Returns whether something waits for a new socket: that goes before anything that is sent. */
    boolean isAdrift() {
        return !adrift.isEmpty();
    }

    /** Keeps what was just sent in a message of {@code length} octets. */
    void keep(Sent message, int length) {
        untaken.keep(message, length);
    }

    /** Counts a message of {@code length} octets that was just sent, and is not kept. */
    void count(int length) {
        untaken.count(length);
    }

    /** Keeps what a dispatcher before us has sent: see {@link Untaken#resume}. */
    void resume(Sent message, int roomBehind) {
        untaken.resume(message, roomBehind);
    }

    /** Lets go of what has been taken. */
    void look() {
        untaken.look();
    }

    /** Takes note of what systemd says of the app: what a unit that has failed was sent is refused. */
    void becomes(AppState now) {
        if (now.condition() == AppState.Condition.FAILED) {
            refuseAll(Refusal.APP_FAILED, now.detail(app.unit()));
        }
    }

    /** Refuses the one whose time is over, and returns whether it is here: it may have been taken, or its socket lost. */
    boolean refuseOverdue() {
        look();
        Sent sent = untaken.removeOverdue();
        if (sent == null) {
            sent = adrift.removeOverdue();
        }
        if (sent != null) {
            refuse(sent, Refusal.START_TIMEOUT, app.unit());
        }
        return sent != null;
    }

    /** The app's socket is gone and with it what it held; a new one may come. */
    void lostSocket() {
        if (untaken.isOn()) {
            adrift.takeOver();
            tryLater();
        }
        socket.close();
    }

    /** No new socket came. */
    void refuseAdrift() {
        refuseAdrift(Refusal.APP_OFFLINE, app.unit());
    }

    /** The app has this: our copy goes at once, for it would hold up the end of the app's answer. */
    void letGo(Sent message) {
        message.startTimeout().cancel();
        letGo(message.request());
    }

    /** The same of a request that was sent and not kept. */
    void letGo(Request request) {
        kernel.close(request.connection().fd());
        events.handedOff(request.routed().route());
    }

    /** Leaves what is adrift in {@code place}: it is ours unless somebody reads it, and will be sent as if it never was. */
    void parkAdriftIn(ParkingPlace place) {
        look();
        if (nextTry != null) {
            nextTry.cancel();
        }
        while (!adrift.isEmpty()) {
            Sent oldest = adrift.removeOldest();
            if (oldest.head().isUnread()) {
                oldest.startTimeout().cancel();
                long elapsed = oldest.startTimeout().elapsedNanos();
                place.leave(oldest.request().connection(), new Waited(Phase.OFFERING, elapsed));
            } else {
                letGo(oldest);
            }
        }
    }

    /** Leaves what the app has not taken in {@code place}, together with our socket; after {@link #parkAdriftIn}. */
    void parkIn(ParkingPlace place) {
        if (untaken.isOn()) {
            String path = app.socket().toString();
            ParkedApp parked = new ParkedApp(app.unit(), path, socket.inode(), app.startTimeout());
            untaken.parkIn(place.escrowOf(parked, socket.fd()));
        }
    }

    private void refuseAll(Refusal reason, String detail) {
        look();
        while (untaken.isOn()) {
            refuse(untaken.removeOldest(), reason, detail);
        }
        refuseAdrift(reason, detail);
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

    private void retry() {
        nextTry = null;
        if (!adrift.recover()) {
            tryLater();
        }
    }

    private void tryLater() {
        if (nextTry == null) {
            nextTry = retries.add(this::retry);
        }
    }
}
