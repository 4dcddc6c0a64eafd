package org.usher.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.connection.HeadFingerprint;
import org.usher.connection.History;
import org.usher.connection.Request;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Deadlines;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.FdMessage;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.table.Decision.Routed;

/**
 * The deliveries to one app, in the order in which they came, and the one place that judges whether the app can have them.
 *
 * <pre>
 *  offer ─▶ offered ── sent, the app keeps up ─▶ gone
 *            ▲  │ └─── sent, otherwise ─▶ kept ── taken ─▶ gone
 *            │  │                         │  │
 *            └──│──── its socket is gone ─┘  │ StartTimeoutSec=, unit failed
 *               ▼ the same, QueueMax=        ▼
 *            refused ◀──────────── head unread
 * </pre>
 *
 * <p>A kept copy delays the end of the app's answer, so the kernel is asked to tell of each message that is taken; while
 * the queue is too full for that (unix_writable() in net/unix/af_unix.c), a timer looks. Messages leave in the order in
 * which they were sent: the room that is free again says which are taken.
 */
public final class AppQueue implements Ready {
    private static final int BITS = Epoll.EPOLLOUT | Epoll.EPOLLET;

    /** Handoffs of one request before it is taken for one that goes round (PROTOCOL.md, rule 30). */
    private static final int HOPS_MAX = 4;

    /** How long a new socket may take to come after the old one has gone. */
    private static final long NEW_SOCKET_MAX_NANOS = Duration.ofSeconds(3).toNanos();

    private final App app;
    private final AppSocket socket;
    private final AppLiveness liveness;
    private final HandoffMessage message;
    private final Settlement settlement;
    private final EpollLoop loop;
    private final Deadlines clock;
    private final DeadlineQueue startTimeouts;
    private final Deque<Delivery> offered = new ArrayDeque<>();
    private final Deque<Delivery> kept = new ArrayDeque<>();
    private AppState state;
    private @Nullable Deadline nextTry;
    private @Nullable Deadline nextLook;
    private boolean examining;
    private long ticket;
    private long sentRoom;

    AppQueue(
            App app,
            AppState state,
            AppSocket socket,
            AppLiveness liveness,
            HandoffMessage message,
            Settlement settlement,
            EpollLoop loop) {
        this.app = app;
        this.state = state;
        this.socket = socket;
        this.liveness = liveness;
        this.message = message;
        this.settlement = settlement;
        this.loop = loop;
        this.clock = loop.deadlines();
        this.startTimeouts = clock.queue(app.startTimeout());
    }

    int size() {
        return offered.size() + kept.size();
    }

    /**
     * Passes the connection of {@code request} to the app, lets it wait while the app's socket is full, or refuses it.
     *
     * @param head what was peeked of the connection
     */
    public void offer(Request request, Routed routed, HeadFingerprint head) {
        Delivery delivery = new Delivery(this, request, routed, head);
        if (goesRound(request.connection(), routed)) {
            settlement.refuse(delivery, Refusal.LOOP, "");
        } else if (mustNotTravel(request.connection().history())) {
            settlement.close(delivery);
        } else if (app.mode() == App.Mode.RELAY) {
            settlement.refuse(
                    delivery, Refusal.APP_OFFLINE, app.unit() + " needs the relay app, which is not installed");
        } else if (state.condition() == AppState.Condition.UNSAFE) {
            settlement.refuse(delivery, Refusal.APP_OFFLINE, app.unit() + " is unsafe-socket (usherctl problems)");
        } else if (state.condition() == AppState.Condition.FAILED) {
            settlement.refuse(delivery, Refusal.APP_FAILED, state.detail(app.unit()));
        } else if (offered.size() >= app.queueMax()) {
            settlement.refuse(delivery, Refusal.QUEUE_FULL, app.unit());
        } else {
            add(delivery);
        }
    }

    /** Returns whether a request was passed too often, or would go to the app that has just said it is not its own. */
    private static boolean goesRound(Connection connection, Routed routed) {
        History history = connection.history();
        return connection.nextHop() > HOPS_MAX
                || (history.hops() > 0
                        && history.prefix().equals(routed.route().prefix().toString()));
    }

    /** Returns whether the app wants no connection like this: held by another before, or with unread octets. */
    private boolean mustNotTravel(History history) {
        return (app.isolate() && !history.isNew()) || (!app.unread() && history.unread().length > 0);
    }

    private void add(Delivery delivery) {
        offered.addLast(delivery);
        if (nextTry == null && !examining) {
            sendOffered();
        } else {
            delivery.startClock(startTimeouts);
        }
    }

    /** Notes what systemd says of the app. What a unit that has failed was sent, or was to be, is refused. */
    void becomes(AppState now) {
        state = now;
        if (now.condition() == AppState.Condition.FAILED) {
            look();
            stopLooking();
            while (size() > 0) {
                Delivery next = kept.isEmpty() ? offered.removeFirst() : kept.removeFirst();
                settlement.refuse(next, Refusal.APP_FAILED, now.detail(app.unit()));
            }
        }
    }

    /**
     * Leaves what is wholly ours in {@code place}; what is in the app's socket is the app's alone from now on. Returns
     * what was in a socket that is gone.
     */
    List<Delivery> parkIn(ParkSocket place) {
        look();
        stopLooking();
        kept.forEach(settlement::handedOff);
        kept.clear();
        List<Delivery> lost = new ArrayList<>();
        for (Delivery delivery : offered) {
            delivery.startClock(startTimeouts);
            if (delivery.isLost()) {
                lost.add(delivery);
            } else {
                place.leave(delivery.connection(), new Elapsed(Phase.OFFERED, delivery.stopClock()));
            }
        }
        offered.clear();
        close();
        return lost;
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        if (nextTry != null) {
            nextTry.cancel();
        }
        clock.drop(startTimeouts);
        socket.close();
    }

    /** The time of {@code delivery} is over. */
    void expired(Delivery delivery) {
        loop.guard(
                () -> {
                    look(); // it may just have been taken
                    if (kept.remove(delivery) || offered.remove(delivery)) {
                        settlement.refuse(delivery, Refusal.START_TIMEOUT, app.unit());
                        lookLater();
                    }
                },
                () -> abandon(delivery));
    }

    /** Something was taken, or the socket has been closed. */
    @Override
    public void ready(int bits) {
        look();
    }

    /** Sends what is offered, the oldest first, for as long as there is room. */
    private void sendOffered() {
        nextTry = null;
        while (!offered.isEmpty() && !examining && nextTry == null) {
            Delivery oldest = offered.getFirst();
            loop.guard(() -> sendOldest(oldest), () -> abandon(oldest));
        }
    }

    /** An error of ours costs the delivery that it happened to, if that is still ours. */
    private void abandon(Delivery delivery) {
        if (offered.remove(delivery) || kept.remove(delivery)) {
            settlement.close(delivery);
        }
    }

    private void sendOldest(Delivery oldest) {
        Sent sent = socket.isConnected() ? Sent.DONE : socket.connect();
        if (sent == Sent.DONE
                && oldest.isIn(socket.inode())) { // it was only out of reach: what it held is there, or taken
            offered.removeFirst();
            settlement.handedOff(oldest);
            return;
        }
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
            case FULL -> tryLater(oldest);
            case LIMIT -> refuseOldest(Refusal.TOO_MANY_CONNECTIONS);
            case NOBODY -> {
                if (oldest.isLost() && !oldest.isLostFor(NEW_SOCKET_MAX_NANOS, clock.nowNanos())) {
                    tryLater(oldest);
                } else {
                    refuseOldest(Refusal.APP_OFFLINE);
                }
            }
        }
    }

    private void refuseOldest(Refusal reason) {
        settlement.refuse(offered.removeFirst(), reason, app.unit());
    }

    private void tryLater(Delivery oldest) {
        oldest.startClock(startTimeouts);
        nextTry = loop.soon(this::sendOffered);
    }

    /** Before what was lost is offered again, a thread that may hang looks whether an app has begun to read it. */
    private void examineLost() {
        List<Delivery> lost = offered.stream().filter(Delivery::isLost).toList();
        lost.forEach(delivery -> delivery.startClock(startTimeouts));
        examining = true;
        Executor here = examined -> loop.post(examined);
        settlement.held().findUnread(lost, here, unread -> {
            examining = false;
            for (Delivery delivery : lost) {
                if (unread.contains(delivery)) {
                    delivery.foundUnread(clock.nowNanos());
                } else if (offered.remove(delivery)) {
                    settlement.handedOff(delivery);
                }
            }
            if (nextTry == null) {
                sendOffered();
            }
        });
    }

    /**
     * Sends a delivery, and lets go of it or keeps it. Octets that an app has read already travel in the message and cannot
     * be taken back, so they are never refused after.
     */
    private Sent send(Delivery delivery) {
        FdMessage sealed = message.seal(delivery.connection(), delivery.routed());
        int length = sealed.payload().position();
        boolean letGo = keepsUp(length) || delivery.connection().history().unread().length > 0;
        Sent sent = socket.send(sealed);
        if (sent == Sent.DONE) {
            offered.removeFirst();
            sentRoom += liveness.sent(length);
            if (letGo || !watch()) {
                settlement.handedOff(delivery);
            } else {
                keep(delivery);
            }
        }
        return sent;
    }

    /** Has the kernel tell when something is taken; returns whether it does. */
    private boolean watch() {
        if (kept.isEmpty()) {
            ticket = loop.poller().add(socket.fd(), BITS, this);
        }
        return ticket > 0;
    }

    private void keep(Delivery delivery) {
        if (kept.isEmpty()) {
            sentRoom = socket.unsent(); // the last of which is this message, or it is taken already
        }
        delivery.keptUntil(sentRoom);
        delivery.startClock(startTimeouts);
        kept.addLast(delivery);
        lookLater();
    }

    /** Lets go of what the app has taken. If its socket is gone, what it held is offered again. */
    private void look() {
        if (kept.isEmpty()) {
            return;
        }
        long takenRoom = sentRoom - socket.unsent();
        if (kept.getFirst().isTaken(takenRoom)) {
            if (!socket.isThere()) {
                loseSocket();
                return;
            }
            liveness.took();
            while (!kept.isEmpty() && kept.getFirst().isTaken(takenRoom)) {
                settlement.handedOff(kept.removeFirst());
            }
        }
        lookLater();
    }

    /** Sees to it that we look again, where the kernel does not tell. */
    private void lookLater() {
        if (kept.isEmpty()) {
            stopLooking();
        } else if (nextLook == null && socket.isMute(socket.unsent())) {
            nextLook = loop.soon(() -> {
                nextLook = null;
                look();
            });
        }
    }

    private void stopLooking() {
        if (ticket > 0) {
            loop.poller().remove(socket.fd(), ticket);
            ticket = 0;
        }
    }

    /** The socket that we knew is gone, and its unit may make a new one: what it held goes back to the front. */
    private void loseSocket() {
        stopLooking();
        boolean isAlone = offered.isEmpty();
        while (!kept.isEmpty()) {
            Delivery last = kept.removeLast();
            last.lose(socket.inode(), clock.nowNanos());
            offered.addFirst(last);
        }
        socket.close();
        if (isAlone && !offered.isEmpty() && nextTry == null) {
            nextTry = loop.soon(this::sendOffered);
        }
    }

    /** Returns whether the app surely takes what it is sent. */
    private boolean keepsUp(int length) {
        return state.condition() == AppState.Condition.RUNNING && liveness.keepsUp(length);
    }
}
