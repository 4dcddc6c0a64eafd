package org.usher.loop;

import org.usher.connection.Connection;
import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.head.HeadScanner;
import org.usher.loop.Look.Open;
import org.usher.loop.Look.Scanned;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.refusal.Refusal;

/**
 * The phase of a connection whose head is not complete.
 *
 * <p>What was peeked stays readable, so the wait is edge-triggered: a level would fire for ever. A client that has
 * closed its side with half a head can never complete it; one with urgent data would make an app read other octets than
 * we see.
 */
final class PendingHead implements Ready {
    private static final int BITS = Epoll.EPOLLIN | Epoll.EPOLLPRI | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

    private static final long NOT_WATCHED = -1;
    private static final int ENDED = Epoll.EPOLLRDHUP | Epoll.EPOLLHUP | Epoll.EPOLLERR;

    private final Connection connection;
    private final HeadScanner scanner;
    private final PendingHeads all;
    private final Dispatch dispatch;
    private final EpollLoop loop;
    private boolean isSilent;
    private boolean hasLeft;
    private long ticket = NOT_WATCHED;
    private Deadline deadline;

    PendingHead(
            PendingHeads all,
            Dispatch dispatch,
            EpollLoop loop,
            Connection connection,
            HeadScanner scanner,
            boolean isSilent) {
        this.all = all;
        this.dispatch = dispatch;
        this.loop = loop;
        this.connection = connection;
        this.scanner = scanner;
        this.isSilent = isSilent;
        this.deadline = all.deadline(this, connection.elapsed().nanosIn(phase()));
    }

    Connection connection() {
        return connection;
    }

    boolean isSilent() {
        return isSilent;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Begins to wait, or is refused where the kernel has no room for that. */
    void await() {
        loop.guard(
                () -> {
                    ticket = loop.poller().add(connection.fd(), BITS, this);
                    if (ticket < 0) {
                        leave();
                        dispatch.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, Errno.describe((int) ticket));
                    }
                },
                this::abandon);
    }

    @Override
    public void ready(int bits) {
        loop.guard(() -> look(bits), this::abandon);
    }

    private void look(int bits) {
        if ((bits & Epoll.EPOLLPRI) != 0) {
            leave();
            dispatch.refuse(connection, Refusal.BAD_REQUEST, "urgent data in the head");
            return;
        }
        Look look = dispatch.look(connection, scanner);
        if (look instanceof Scanned scanned) {
            leave();
            dispatch.decided(connection, scanned.scan());
        } else if (look == Open.ENDED || (bits & ENDED) != 0) {
            leave();
            dispatch.close(connection);
        } else if (look == Open.PARTIAL && isSilent) {
            firstOctetHasCome();
        }
    }

    /** The deadline is over, or the loop ends: a client that has said nothing gets no answer, which it might take for the next one's. */
    void expired() {
        loop.guard(
                () -> {
                    leave();
                    ParkSocket place = all.parkSocket();
                    if (place != null) {
                        place.leave(connection, new Elapsed(phase(), deadline.elapsedNanos()));
                    } else if (isSilent) {
                        dispatch.close(connection);
                    } else {
                        dispatch.refuse(connection, Refusal.HEAD_TIMEOUT, "");
                    }
                },
                this::abandon);
    }

    /** From now on the head has its time. */
    private void firstOctetHasCome() {
        deadline.cancel();
        isSilent = false;
        deadline = all.deadline(this, 0);
    }

    private Phase phase() {
        return isSilent ? Phase.SILENT : Phase.PARTIAL;
    }

    /** Ends the wait: before anything else happens to the fd. */
    private void leave() {
        if (!hasLeft) {
            hasLeft = true;
            if (ticket >= 0) {
                loop.poller().remove(connection.fd(), ticket);
            }
            all.remove(this);
        }
    }

    /** After an error of ours, in this phase or on the way out of it. */
    private void abandon() {
        leave();
        dispatch.close(connection);
    }
}
