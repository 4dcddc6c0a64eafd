package org.usher.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;

/**
 * The deliveries of which one app's socket has a copy, or the app itself, in the order in which they were sent.
 *
 * <p>Our copy delays the end of the app's answer, so the kernel is asked to tell of each message that is taken; while the
 * queue is too full for that (unix_writable() in net/unix/af_unix.c), a timer looks. Messages leave in the order in which
 * they were sent: the room that is free again says which are taken.
 */
final class Escrow implements Ready {
    private static final int BITS = Epoll.EPOLLOUT | Epoll.EPOLLET;

    private final AppQueue queue;
    private final AppSocket socket;
    private final AppLiveness liveness;
    private final Settlement settlement;
    private final EpollLoop loop;
    final Deque<Delivery> kept = new ArrayDeque<>();
    private boolean looksSoon;
    private long ticket;
    private long sentRoom;

    /** Keeps for {@code queue}, which is told when the {@code socket} is found to be gone. */
    Escrow(AppQueue queue, AppSocket socket, AppLiveness liveness, Settlement settlement, EpollLoop loop) {
        this.queue = queue;
        this.socket = socket;
        this.liveness = liveness;
        this.settlement = settlement;
        this.loop = loop;
    }

    /** Notes that a message was sent, which takes so much {@code room}. */
    void sent(int room) {
        sentRoom += room;
    }

    /** Keeps what was sent last; returns false where the kernel has no room to tell when it is taken. */
    boolean keep(Delivery delivery) {
        if (kept.isEmpty()) {
            ticket = loop.poller().add(socket.fd(), BITS, this);
            sentRoom = socket.unsent(); // the last of which is this message, or it is taken already
        }
        if (ticket < 0) {
            return false;
        }
        delivery.keptUntil(sentRoom);
        kept.addLast(delivery);
        lookLater();
        return true;
    }

    /** Something was taken, or the socket has been closed. */
    @Override
    public void ready(int bits) {
        look();
    }

    /** Lets go of what the app has taken. */
    void look() {
        if (kept.isEmpty()) {
            return;
        }
        long takenRoom = sentRoom - socket.unsent();
        if (!kept.getFirst().isTaken(takenRoom)) {
            lookLater();
            return;
        }
        switch (socket.isThere()) {
            case DONE -> {
                liveness.took();
                while (!kept.isEmpty() && kept.getFirst().isTaken(takenRoom)) {
                    settlement.handedOff(kept.removeFirst());
                }
                lookLater();
            }
            case GONE -> queue.loseSocket();
            default -> lookSoon(); // to be unable to ask is not to be told that nobody is there
        }
    }

    /** Sees to it that we look again, where the kernel does not tell. */
    void lookLater() {
        if (kept.isEmpty()) {
            stopLooking();
        } else if (socket.isMute()) {
            lookSoon();
        }
    }

    /** Looks again in a few milliseconds. */
    void lookSoon() {
        if (!looksSoon) {
            looksSoon = true;
            loop.soon(() -> {
                looksSoon = false;
                look();
            });
        }
    }

    /** Returns what the app has not taken yet, and keeps nothing any more. */
    List<Delivery> giveUp() {
        look();
        stopLooking();
        List<Delivery> left = new ArrayList<>(kept);
        kept.clear();
        return left;
    }

    /** Ends the wait for the socket: before that is closed, or when nothing is kept any more. */
    void stopLooking() {
        if (ticket > 0) {
            loop.poller().remove(socket.fd(), ticket);
            ticket = 0;
        }
    }
}
