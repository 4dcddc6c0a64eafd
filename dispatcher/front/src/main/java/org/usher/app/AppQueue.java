package org.usher.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Refusals;
import org.usher.connection.Request;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Deadlines;
import org.usher.poll.Poller;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;

/**
 * The requests for one app that are still ours, in the order in which they came.
 *
 * <pre>
 *  offer ─▶ offered ── sent, the app keeps up ─▶ gone
 *            ▲  │ └─── sent, otherwise ─▶ kept ── taken ─▶ gone
 *            │  │                         │  │
 *            └──│──── its socket is gone ─┘  │ StartTimeoutSec=, unit failed
 *               ▼ the same, QueueMax=        ▼
 *            Refusing ◀──────────── head unread
 * </pre>
 *
 * <p>A kept copy delays the end of the app's answer, so the kernel is asked to tell of each message that is taken; while
 * the queue is too full for that (unix_writable() in net/unix/af_unix.c), a timer looks. Messages leave in the order in
 * which they were sent: the room that those left take up says which are gone.
 */
public final class AppQueue implements Ready {
    private static final int BITS = Epoll.EPOLLOUT | Epoll.EPOLLET;
    /** How long a new socket may take to come after the old one has gone. */
    private static final long NEW_SOCKET_MAX_NANOS = Duration.ofSeconds(3).toNanos();

    private final App app;
    private final SendingSocket socket;
    private final MessageSizes sizes;
    private final Uptake uptake;
    private final Envelope envelope;
    private final Refusals refusals;
    private final Kernel kernel;
    private final Poller poller;
    private final Deadlines clock;
    private final NativeMemory page;
    private final Events events;
    private final DeadlineQueue startTimeouts;
    private final DeadlineQueue retries;
    private final Deque<Delivery> offered = new ArrayDeque<>();
    private final Deque<Delivery> kept = new ArrayDeque<>();
    private AppState state;
    private @Nullable Deadline nextTry;
    private @Nullable Deadline nextLook;
    private long ticket;
    private long sentRoom;

    AppQueue(App app, AppState state, SendingSocket socket, AppQueues all) {
        this.app = app;
        this.state = state;
        this.socket = socket;
        this.sizes = all.sizes();
        this.envelope = all.envelope();
        this.refusals = all.refusals();
        this.kernel = all.surroundings().kernel();
        this.poller = all.surroundings().poller();
        this.clock = all.surroundings().deadlines();
        this.page = all.page();
        this.events = all.surroundings().events();
        this.retries = all.retries();
        this.startTimeouts = clock.queue(app.startTimeout());
        this.uptake = new Uptake(socket, sizes, clock);
    }

    DeadlineQueue startTimeouts() {
        return startTimeouts;
    }

    int size() {
        return offered.size() + kept.size();
    }

    /** Passes the connection of {@code request} to the app, lets it wait while the app's socket is full, or refuses. */
    public void offer(Request request) {
        if (offered.size() >= app.queueMax()) {
            refusals.refuse(request, Refusal.QUEUE_FULL, app.unit());
            return;
        }
        offered.addLast(new Delivery(request));
        if (nextTry == null) {
            sendOffered();
        } else {
            setTimeout(offered.getLast());
        }
    }

    /** Takes note of what systemd says of the app. What a unit that has failed was sent, or was to be, is refused. */
    void becomes(AppState now) {
        state = now;
        if (now.condition() == AppState.Condition.FAILED) {
            look();
            stopLooking();
            while (size() > 0) {
                refuse(
                        kept.isEmpty() ? offered.removeFirst() : kept.removeFirst(),
                        Refusal.APP_FAILED,
                        now.detail(app.unit()));
            }
        }
    }

    /** Leaves what is wholly ours in {@code place}; what is in the app's socket is the app's alone from now on. */
    void parkIn(ParkingPlace place) {
        look();
        stopLooking();
        kept.forEach(this::letGo);
        kept.clear();
        for (Delivery delivery : offered) {
            if (delivery.head == null || delivery.head.isUnread()) {
                long elapsed = setTimeout(delivery).elapsedNanos();
                delivery.cancelTimeout();
                place.leave(delivery.request.connection(), new Waited(Phase.OFFERING, elapsed));
            } else {
                letGo(delivery);
            }
        }
        offered.clear();
        close();
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        if (nextTry != null) {
            nextTry.cancel();
        }
        socket.close();
    }

    /** Something was taken, or the socket has been closed. */
    @Override
    public void ready(int bits) {
        look();
    }

    /** Sends what is offered, the oldest first, for as long as there is room. */
    private void sendOffered() {
        nextTry = null;
        while (!offered.isEmpty()) {
            Delivery oldest = offered.getFirst();
            boolean appHasIt = oldest.head != null && !oldest.head.isUnread();
            int result = appHasIt || isStillThere(oldest) ? letGo(oldest) : send(oldest);
            if (mayPass(result) || (isNobodyThere(result) && waitsForNewSocket(oldest))) {
                setTimeout(oldest);
                tryLater();
                return;
            }
            offered.remove(oldest);
            if (result < 0) {
                refuseUnsent(oldest, result);
            }
        }
    }

    /** Whether the socket was only out of reach: what it held is there, or taken. */
    private boolean isStillThere(Delivery delivery) {
        return socket.isConnected() && delivery.isIn(socket.inode());
    }

    private boolean waitsForNewSocket(Delivery delivery) {
        return delivery.isLost() && !delivery.isLostSince(NEW_SOCKET_MAX_NANOS, clock.nowNanos());
    }

    private void tryLater() {
        if (nextTry == null) {
            nextTry = retries.add(this::sendOffered);
        }
    }

    /**
     * Sends a delivery, and lets go of it or keeps it. Octets that an app has read already travel in the message and cannot
     * be taken back, so they are never refused after.
     *
     * @return a negated errno if it was not sent and is still wholly ours
     */
    private int send(Delivery delivery) {
        FdMessage message = envelope.seal(delivery.request);
        int length = message.payload().position();
        boolean letGo =
                keepsUp(length) || delivery.request.connection().history().unread().length > 0;
        PeekedHead head = letGo
                ? null
                : PeekedHead.of(kernel, page, delivery.request.connection().fd());
        int result = socket.send(message);
        if (result == -Errno.ECONNREFUSED || result == -Errno.ENOTCONN) {
            loseSocket();
            if (!delivery.equals(offered.getFirst())) {
                return -Errno.EAGAIN; // what was in that socket comes first
            }
            int connected = socket.connect();
            if (connected < 0) {
                return connected;
            }
            if (isStillThere(delivery)) {
                return letGo(delivery);
            }
            result = socket.send(message);
        }
        if (result >= 0) {
            uptake.sent(length);
            if (head == null) {
                sentRoom += sizes.of(length);
                letGo(delivery);
            } else {
                keep(delivery, head, length);
            }
        }
        return result;
    }

    private void keep(Delivery delivery, PeekedHead head, int length) {
        delivery.head = head;
        if (kept.isEmpty()) {
            ticket = poller.add(socket.fd(), BITS, this);
            if (ticket < 0) {
                letGo(delivery); // who would tell us when it is taken?
                return;
            }
            sentRoom = socket.unsent(); // the last of which is this message, or it is taken already
        } else {
            sentRoom += sizes.of(length);
        }
        delivery.end = sentRoom;
        setTimeout(delivery);
        kept.addLast(delivery);
        lookLater();
    }

    /** Lets go of what the app has taken. If its socket is gone, what it held is offered again. */
    private void look() {
        if (kept.isEmpty()) {
            return;
        }
        long takenRoom = sentRoom - socket.unsent();
        if (kept.getFirst().end <= takenRoom) {
            if (!socket.isThere()) {
                loseSocket();
                return;
            }
            uptake.took();
            while (!kept.isEmpty() && kept.getFirst().end <= takenRoom) {
                letGo(kept.removeFirst());
            }
        }
        lookLater();
    }

    /** Sees to it that we look again, where the kernel does not tell. */
    private void lookLater() {
        if (kept.isEmpty()) {
            stopLooking();
        } else if (nextLook == null && socket.isMute(socket.unsent())) {
            nextLook = retries.add(() -> {
                nextLook = null;
                look();
            });
        }
    }

    private void stopLooking() {
        if (ticket > 0) {
            poller.remove(socket.fd(), ticket);
            ticket = 0;
        }
    }

    /** The socket that we knew is gone, and its unit may make a new one: what it held goes back to the front. */
    private void loseSocket() {
        stopLooking();
        while (!kept.isEmpty()) {
            Delivery last = kept.removeLast();
            last.lose(socket.inode(), clock.nowNanos());
            offered.addFirst(last);
            tryLater();
        }
        socket.close();
    }

    /** Its time may have begun in a dispatcher before this one. */
    private Deadline setTimeout(Delivery delivery) {
        Deadline set = delivery.startTimeout;
        if (set == null) {
            long elapsed = delivery.request.connection().waited().nanosIn(Phase.OFFERING);
            set = startTimeouts.add(() -> expired(delivery), elapsed);
            delivery.startTimeout = set;
        }
        return set;
    }

    private void expired(Delivery delivery) {
        look(); // it may just have been taken
        if (kept.remove(delivery) || offered.remove(delivery)) {
            refuse(delivery, Refusal.START_TIMEOUT, app.unit());
            lookLater();
        }
    }

    /** Refuses a request, if no app has begun to read it. */
    private void refuse(Delivery delivery, Refusal reason, String detail) {
        if (delivery.head == null) {
            delivery.cancelTimeout();
            refusals.refuse(delivery.request, reason, detail);
        } else if (delivery.head.take()) {
            delivery.cancelTimeout();
            refusals.refuseTakenBack(delivery.request, reason, detail);
        } else {
            letGo(delivery);
        }
    }

    private void refuseUnsent(Delivery delivery, int result) {
        if (isNobodyThere(result)) {
            refuse(delivery, Refusal.APP_OFFLINE, app.unit());
        } else {
            events.warned("hand over to " + app.unit() + ": " + Errno.describe(result));
            refuse(delivery, Refusal.TOO_MANY_CONNECTIONS, app.unit());
        }
    }

    /** The app has this: our copy goes at once, for it would hold up the end of the app's answer. */
    private int letGo(Delivery delivery) {
        delivery.cancelTimeout();
        Connection connection = delivery.request.connection();
        kernel.close(connection.fd());
        events.handedOff(delivery.request.routed().route());
        return 0;
    }

    /** Returns whether the app surely takes what it is sent. */
    private boolean keepsUp(int length) {
        return state.condition() == AppState.Condition.RUNNING && uptake.keepsUp(length);
    }

    /** Returns whether a send that failed may succeed a moment later. */
    private static boolean mayPass(int result) {
        return switch (-result) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> true;
            default -> false;
        };
    }

    private static boolean isNobodyThere(int result) {
        return switch (-result) {
            case Errno.ENOENT, Errno.ECONNREFUSED, Errno.EACCES -> true;
            default -> false;
        };
    }
}
