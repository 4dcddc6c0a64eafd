package org.usher.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.usher.poll.Deadlines;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;

/**
 * The requests that were in the queue of a socket that is gone: they are sent again as soon as there is a new one. That
 * is the second part of the phase {@link Escrow}.
 */
final class Adrift {
    /** How long a new socket may take to come, or news of systemd why there is none: those take a second, on a busy machine more. */
    private static final long TIME_MAX_NANOS = Duration.ofSeconds(3).toNanos();

    private final Escrow escrow;
    private final SendingSocket socket;
    private final Untaken untaken;
    private final Envelope envelope;
    private final Deadlines clock;
    private final Deque<Sent> messages = new ArrayDeque<>();
    private long sinceNanos;
    private long lostInode;

    Adrift(Escrow escrow, SendingSocket socket, Untaken untaken, AppQueues all) {
        this.escrow = escrow;
        this.socket = socket;
        this.untaken = untaken;
        this.envelope = all.envelope();
        this.clock = all.surroundings().deadlines();
    }

    int size() {
        return messages.size();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Takes over everything that is untaken. The socket is still the old one. */
    void takeOver() {
        sinceNanos = clock.nowNanos();
        lostInode = socket.inode();
        Deque<Sent> later = new ArrayDeque<>(messages);
        messages.clear();
        while (untaken.isOn()) {
            messages.add(untaken.removeOldest());
        }
        messages.addAll(later);
    }

    /** Sends again what there is room for, or gives up; returns whether nothing is left. */
    boolean recover() {
        letGoOfWhatIsRead();
        if (isEmpty()) {
            return true;
        }
        if (!socket.isConnected() && !reconnect()) {
            return isEmpty();
        }
        while (!isEmpty()) {
            FdMessage message = envelope.seal(messages.getFirst().request());
            int result = socket.send(message);
            if (result < 0) {
                if (result == -Errno.ECONNREFUSED) {
                    escrow.lostSocket();
                }
                return false;
            }
            untaken.keep(messages.removeFirst(), message.payload().position());
        }
        return true;
    }

    /** Gives out the one whose time is over, of which the caller becomes the owner; null if it is not here. */
    @Nullable
    Sent removeOverdue() {
        for (Iterator<Sent> all = messages.iterator(); all.hasNext(); ) {
            Sent message = all.next();
            if (message.startTimeout().isOver()) {
                all.remove();
                return message;
            }
        }
        return null;
    }

    /** Gives out the oldest, of which the caller becomes the owner. */
    Sent removeOldest() {
        return messages.removeFirst();
    }

    /** An app may have taken a message just before it closed its socket: when it reads, we must be out of its way. */
    private void letGoOfWhatIsRead() {
        for (Iterator<Sent> all = messages.iterator(); all.hasNext(); ) {
            Sent message = all.next();
            if (!message.head().isUnread()) {
                all.remove();
                escrow.letGo(message);
            }
        }
    }

    private boolean reconnect() {
        if (socket.connect() < 0) {
            if (clock.nowNanos() - sinceNanos >= TIME_MAX_NANOS) {
                escrow.refuseAdrift();
            }
            return false;
        }
        if (socket.inode() == lostInode) {
            // It was only out of reach, and all that it held is still there, or taken.
            while (!isEmpty()) {
                escrow.letGo(removeOldest());
            }
        }
        return true;
    }
}
