package org.usher.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.usher.connection.EscrowParking;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Request;
import org.usher.parking.ParkedRequest;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Poller;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;

/**
 * The requests that are in the queue of an app, as long as they are there: the first part of the phase {@link Escrow}.
 *
 * <p>A copy that is kept longer delays the end of the app's answer, so the kernel is asked to tell of each message that
 * is taken; while the queue is too full for that (unix_writable() in net/unix/af_unix.c), a timer looks. Messages leave
 * in the order in which they came: the room that those left take up says which are gone.
 */
final class Untaken implements Ready {
    private static final int BITS = Epoll.EPOLLOUT | Epoll.EPOLLET;

    private final Escrow escrow;
    private final SendingSocket socket;
    private final Uptake uptake;
    private final MessageSizes sizes;
    private final Poller poller;
    private final DeadlineQueue looks;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private @Nullable Deadline nextLook;
    private long ticket;
    private long sentRoom;
    private long takenRoom;

    /** A request whose message is in the app's queue until {@code end}, of all room that was sent, is taken. */
    private record Kept(Sent message, long end) {}

    Untaken(Escrow escrow, SendingSocket socket, Uptake uptake, AppQueues all) {
        this.escrow = escrow;
        this.socket = socket;
        this.uptake = uptake;
        this.sizes = all.sizes();
        this.poller = all.surroundings().poller();
        this.looks = all.retries();
    }

    int size() {
        return kept.size();
    }

    /** Returns whether anything is kept: then every message that follows must be {@linkplain #count counted}. */
    boolean isOn() {
        return !kept.isEmpty();
    }

    /** Keeps what was just sent in a message of {@code length} octets. */
    void keep(Sent message, int length) {
        if (isOn()) {
            sentRoom += sizes.of(length);
        } else {
            if (!begin(message)) {
                return;
            }
            sentRoom = socket.unsent(); // the last of which is this message, or it is taken already
        }
        kept.add(new Kept(message, sentRoom));
        watch();
    }

    /**
     * Keeps what a dispatcher before us has sent, and behind it as much as takes up {@code roomBehind}. In the order in
     * which it was sent, before anything is sent by us; then {@link #look}.
     */
    void resume(Sent message, int roomBehind) {
        if (isOn() || begin(message)) {
            kept.add(new Kept(message, sentRoom - roomBehind));
        }
    }

    private boolean begin(Sent message) {
        ticket = poller.add(socket.fd(), BITS, this);
        if (ticket < 0) {
            escrow.letGo(message); // who would tell us when it is taken?
            return false;
        }
        takenRoom = 0;
        sentRoom = 0;
        return true;
    }

    /** Counts a message of {@code length} octets that was sent after those that are kept, and is not kept itself. */
    void count(int length) {
        if (isOn()) {
            sentRoom += sizes.of(length);
        }
    }

    /** Something was taken, or the socket has been closed. */
    @Override
    public void ready(int bits) {
        look();
    }

    /** Lets go of what the app has taken. If its socket is gone, everything that is left goes to {@link Adrift}. */
    void look() {
        if (!isOn()) {
            return;
        }
        takenRoom = sentRoom - socket.unsent();
        if (kept.getFirst().end() <= takenRoom) {
            if (!socket.isThere()) {
                escrow.lostSocket();
                return;
            }
            uptake.took();
            while (isOn() && kept.getFirst().end() <= takenRoom) {
                escrow.letGo(removeOldest());
            }
        }
        watch();
    }

    /** Gives out the oldest, of which the caller becomes the owner. */
    Sent removeOldest() {
        Sent oldest = kept.removeFirst().message();
        rest();
        return oldest;
    }

    /** Gives out the one whose time is over, of which the caller becomes the owner; null if it is not here. */
    @Nullable
    Sent removeOverdue() {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Sent message = all.next().message();
            if (message.startTimeout().isOver()) {
                all.remove();
                rest();
                return message;
            }
        }
        return null;
    }

    /** Leaves all that is not taken to the next dispatcher; after a {@link #look}. */
    void parkIn(EscrowParking place) {
        while (isOn()) {
            Kept oldest = kept.getFirst();
            Request request = oldest.message().request();
            Waited waited =
                    new Waited(Phase.ESCROW, oldest.message().startTimeout().elapsedNanos());
            ParkedRequest entry = new ParkedRequest(
                    ParkingPlace.entry(request.connection(), waited),
                    request.routed().route().prefix().toString(),
                    request.isHead(),
                    oldest.message().head().stood(),
                    (int) (sentRoom - oldest.end()));
            removeOldest().startTimeout().cancel();
            place.leave(request, entry);
        }
        place.close();
    }

    private void rest() {
        if (!isOn()) {
            poller.remove(socket.fd(), ticket);
        }
    }

    /** Sees to it that we look again, where the kernel does not tell. */
    private void watch() {
        if (isOn() && nextLook == null && socket.isMute(sentRoom - takenRoom)) {
            nextLook = looks.add(this::lookOnTime);
        }
    }

    private void lookOnTime() {
        nextLook = null;
        look();
    }
}
