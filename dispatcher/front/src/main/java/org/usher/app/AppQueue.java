package org.usher.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.PerSource;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Deadlines;
import org.usher.poll.EpollLoop;
import org.usher.posix.FdMessage;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.table.Decision.Refused;
import org.usher.table.Decision.Routed;

/**
 * The deliveries to one app, in the order in which they came.
 *
 * <pre>
 *  offer ─▶ offered ── sent, the app keeps up ─▶ gone
 *            ▲  │ └─── sent, otherwise ─▶ kept ── taken ─▶ gone
 *            │  │                         │  │
 *            └──│──── its socket is gone ─┘  │ StartTimeoutSec=, unit failed
 *               ▼ the same, QueueMax=        ▼
 *            refused ◀──────────── head unread
 * </pre>
 */
public final class AppQueue {
    /** One source may have half of QueueMax=, but at least as many as this. */
    private static final int SOURCE_MIN = 4;

    private App app;
    private final AppSocket socket;
    private final AppLiveness liveness;
    private final HandoffMessage message;
    private final Settlement settlement;
    private final EpollLoop loop;
    private final Deadlines clock;
    private final DeadlineQueue startTimeouts;
    private final Deque<Delivery> offered = new ArrayDeque<>();
    private final PerSource sources = new PerSource();
    private final Escrow escrow;
    private boolean isRunning;
    private @Nullable Refused closed;
    private boolean sendsLater;

    AppQueue(
            App app,
            AppState state,
            AppSocket socket,
            AppLiveness liveness,
            HandoffMessage message,
            Settlement settlement,
            EpollLoop loop) {
        this.app = app;
        this.socket = socket;
        this.liveness = liveness;
        this.message = message;
        this.settlement = settlement;
        this.loop = loop;
        this.clock = loop.deadlines();
        this.startTimeouts = clock.queue(app.startTimeout());
        this.escrow = new Escrow(this, socket, liveness, settlement, loop);
        adopt(app);
        becomes(state);
    }

    /** Returns whether the app's socket is open now, be it a new one. */
    boolean isThere() {
        if (socket.fd() >= 0 && socket.isThere() == Sent.GONE) {
            loseSocket();
        }
        return socket.connect() == Sent.DONE;
    }

    int size() {
        return offered.size() + escrow.kept.size();
    }

    /**
     * Passes {@code connection} to the app, lets it wait while the app's socket is full, or refuses it.
     *
     * @param host see {@link Delivery}
     * @param fingerprint what was peeked of the connection (PeekBuffer)
     */
    public void offer(Connection connection, @Nullable String host, Routed routed, long fingerprint) {
        Delivery delivery = new Delivery(this, connection, host, routed, fingerprint);
        if (!connection.isNew() && isSettledByItsPast(delivery)) {
            return;
        }
        if (closed != null) {
            settlement.refuse(delivery, closed.reason(), closed.detail());
            return;
        }
        offered.addLast(delivery);
        if (sendsLater) {
            delivery.startClock(startTimeouts);
        } else {
            sendOffered();
        }
        if (delivery.equals(offered.peekLast()) && !hasRoomFor(delivery)) {
            offered.removeLast();
            settlement.refuse(delivery, Refusal.QUEUE_FULL, app.unit());
        }
    }

    /** Returns whether {@code delivery} may wait, which was offered last: all have room for so many, and a source for half. */
    private boolean hasRoomFor(Delivery delivery) {
        int max = app.queueMax();
        return offered.size() <= max && delivery.tryCount(sources, Math.max(SOURCE_MIN, max / 2));
    }

    /** Settles a request that must not go to the app for what its connection has been through; returns whether it did. */
    private boolean isSettledByItsPast(Delivery delivery) {
        if (Admission.goesRound(delivery.connection, delivery.routed)) {
            settlement.refuse(delivery, Refusal.LOOP, "");
        } else if (Admission.mustNotTravel(app, delivery.connection)) {
            settlement.drop(delivery);
        } else {
            return false;
        }
        return true;
    }

    /** Takes out a delivery that is offered no longer; returns whether it was. */
    private boolean withdraw(Delivery delivery) {
        delivery.uncount(sources);
        return offered.remove(delivery);
    }

    /** Notes what the app's unit says of it now, which holds for those that wait, too. */
    void adopt(App app) {
        this.app = app;
        startTimeouts.timeout(app.startTimeout());
        socket.leadTo(app);
    }

    /** Notes what systemd says of the app. What a unit that has failed was sent, or was to be, is refused. */
    void becomes(AppState now) {
        isRunning = now.condition() == AppState.Condition.RUNNING;
        closed = Admission.toAll(app, now);
        if (now.condition() == AppState.Condition.FAILED) {
            List<Delivery> failed = escrow.giveUp();
            failed.addAll(offered);
            for (Delivery delivery : failed) {
                withdraw(delivery);
                settlement.refuse(delivery, Refusal.APP_FAILED, now.detail(app.unit()));
            }
        }
    }

    /** Leaves what is wholly ours in {@code place}; what is in the app's socket is the app's alone from now on. */
    void parkIn(ParkSocket place) {
        escrow.giveUp().forEach(settlement::handedOff);
        List<Delivery> lost = offered.stream().filter(Delivery::isLost).toList();
        offered.stream().filter(delivery -> !delivery.isLost()).forEach(delivery -> {
            delivery.stopClock();
            place.leave(delivery.connection, false);
        });
        offered.clear();
        if (!lost.isEmpty()) {
            settlement.park(lost, place.another());
        }
        close();
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        clock.drop(startTimeouts);
        socket.close();
    }

    /** The time of {@code delivery} is over. */
    void expired(Delivery delivery) {
        escrow.look(); // it may just have been taken
        if (escrow.kept.remove(delivery) || withdraw(delivery)) {
            settlement.refuse(delivery, Refusal.START_TIMEOUT, app.unit());
            escrow.lookLater();
        }
    }

    /** An error of ours costs the delivery that it happened to, if that is still ours. */
    void abandon(Delivery delivery) {
        if (withdraw(delivery) || escrow.kept.remove(delivery)) {
            settlement.drop(delivery);
            escrow.lookLater();
        }
    }

    /** Sends what is offered, the oldest first, for as long as there is room. */
    private void sendOffered() {
        while (!offered.isEmpty() && !sendsLater) {
            Delivery oldest = offered.getFirst();
            try {
                sendOldest(oldest);
            } catch (Throwable error) {
                loop.failures().survive(error, () -> abandon(oldest));
            }
        }
    }

    private void sendOldest(Delivery oldest) {
        Sent sent = socket.connect();
        if (sent == Sent.DONE && oldest.isLost() && !oldest.isKnownUnread(clock.nowNanos())) {
            examineLost();
            return;
        }
        if (sent == Sent.DONE) {
            sent = send(oldest);
        }
        switch (sent) {
            case DONE -> {}
            case GONE -> loseSocket(); // what was in it comes first now, or the same one again
            case FULL -> sendLater(oldest);
            case LIMIT -> refuse(oldest, Refusal.TOO_MANY_CONNECTIONS);
            case NOBODY -> {
                if (oldest.awaitsNewSocket(clock.nowNanos())) {
                    sendLater(oldest);
                } else {
                    refuse(oldest, Refusal.APP_OFFLINE);
                }
            }
        }
    }

    private void refuse(Delivery delivery, Refusal reason) {
        withdraw(delivery);
        settlement.refuse(delivery, reason, app.receiver());
    }

    private void sendLater(Delivery oldest) {
        oldest.startClock(startTimeouts);
        sendsLater = true;
        loop.soon(this::goOn);
    }

    private void goOn() {
        sendsLater = false;
        sendOffered();
        escrow.lookSoon(); // of what made room the kernel tells only while there still is some (unix_dgram_poll())
    }

    /** Before what was lost is offered again, a thread that may hang looks whether an app has begun to read it. */
    private void examineLost() {
        List<Delivery> lost = offered.stream().filter(Delivery::isLost).toList();
        lost.forEach(delivery -> delivery.startClock(startTimeouts));
        sendsLater = true;
        settlement.findUnread(lost, unread -> {
            unread.forEach(delivery -> delivery.foundUnread(clock.nowNanos()));
            for (Delivery delivery : lost) {
                if (!unread.contains(delivery) && withdraw(delivery)) {
                    settlement.handedOff(delivery);
                }
            }
            goOn();
        });
    }

    /**
     * Sends a delivery, and lets go of it or keeps it. Octets that an app has read already travel in the message and cannot
     * be taken back, so they are never refused after.
     */
    private Sent send(Delivery delivery) {
        FdMessage sealed = message.seal(delivery);
        int length = sealed.payload().position();
        boolean keepsUp = isRunning && liveness.keepsUp(length);
        Sent sent = socket.send(sealed);
        if (sent == Sent.DONE) {
            withdraw(delivery);
            escrow.sent(liveness.sent(length));
            if (keepsUp || delivery.connection.unread().length > 0 || !escrow.keep(delivery)) {
                settlement.handedOff(delivery);
            } else {
                delivery.startClock(startTimeouts);
            }
        }
        return sent;
    }

    /** The socket that we knew is gone, and its unit may make a new one: what it held goes back to the front. */
    void loseSocket() {
        escrow.stopLooking();
        boolean isAlone = offered.isEmpty();
        while (!escrow.kept.isEmpty()) {
            Delivery last = escrow.kept.removeLast();
            last.lose(clock.nowNanos());
            offered.addFirst(last);
            last.tryCount(sources, Integer.MAX_VALUE);
        }
        socket.close();
        if (isAlone && !offered.isEmpty() && !sendsLater) {
            sendLater(offered.getFirst());
        }
    }
}
