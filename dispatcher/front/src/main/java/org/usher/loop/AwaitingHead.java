package org.usher.loop;

import org.usher.connection.Connection;
import org.usher.head.HeadScanner;
import org.usher.loop.Reception.Progress;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.refusal.Refusal;

/**
 * The phase of a connection whose head is not complete.
 *
 * <p>What was peeked stays readable, so the wait is edge-triggered: a level would fire for ever. A client that has
 * closed its side with half a head can never complete it; one with urgent data would make an app read other octets than
 * we see.
 */
final class AwaitingHead implements Ready {
    static final int BITS = Epoll.EPOLLIN | Epoll.EPOLLPRI | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

    private static final int ENDED = Epoll.EPOLLRDHUP | Epoll.EPOLLHUP | Epoll.EPOLLERR;

    private final Connection connection;
    private final HeadScanner scanner;
    private final AwaitingHeads heads;
    private final Reception reception;
    private boolean silent;
    private long ticket;
    private Deadline deadline;

    AwaitingHead(AwaitingHeads heads, Reception reception, Connection connection, HeadScanner scanner, boolean silent) {
        this.heads = heads;
        this.reception = reception;
        this.connection = connection;
        this.scanner = scanner;
        this.silent = silent;
        this.deadline = heads.deadline(this, connection.waited().nanosIn(phase()));
    }

    Connection connection() {
        return connection;
    }

    boolean isSilent() {
        return silent;
    }

    Deadline deadline() {
        return deadline;
    }

    long ticket() {
        return ticket;
    }

    void waitsWith(long ticket) {
        this.ticket = ticket;
    }

    @Override
    public void ready(int bits) {
        if ((bits & Epoll.EPOLLPRI) != 0) {
            leave();
            reception.refuse(connection, Refusal.BAD_REQUEST, "urgent data in the head");
            return;
        }
        Progress progress = reception.examine(connection, scanner, this::leave);
        if (progress == Progress.DECIDED) {
            return;
        }
        if ((bits & ENDED) != 0) {
            leave();
            reception.close(connection);
        } else if (progress == Progress.PARTIAL && silent) {
            speaks();
        }
    }

    /** The deadline is over: a client that has said nothing gets no answer, which it might take for the next one's. */
    void expired() {
        leave();
        if (heads.isEnding()) {
            heads.park(connection, new Waited(phase(), deadline.elapsedNanos()));
        } else if (silent) {
            reception.close(connection);
        } else {
            reception.refuse(connection, Refusal.HEAD_TIMEOUT, "");
        }
    }

    /** The first octet has come: from now on the head has its time. */
    private void speaks() {
        deadline.cancel();
        silent = false;
        deadline = heads.deadline(this, 0);
    }

    private Phase phase() {
        return silent ? Phase.SILENT : Phase.PARTIAL;
    }

    private void leave() {
        heads.remove(this);
    }
}
