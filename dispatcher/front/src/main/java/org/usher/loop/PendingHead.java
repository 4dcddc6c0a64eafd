package org.usher.loop;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Endings;
import org.usher.head.HeadScanner;
import org.usher.head.ProxyHeader;
import org.usher.head.Scan;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Due;
import org.usher.poll.Poller;
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
final class PendingHead implements Ready, Due {
    private static final int BITS = Epoll.EPOLLIN | Epoll.EPOLLPRI | Epoll.EPOLLRDHUP | Epoll.EPOLLET;
    private static final int ENDED = Epoll.EPOLLRDHUP | Epoll.EPOLLHUP | Epoll.EPOLLERR;

    private final HeadScanner scanner;
    private final PendingHeads all;
    private final Dispatch dispatch;
    private final Endings endings;
    private Connection connection;
    private boolean isSilent;
    private boolean hasBegun;
    private boolean hasLeft;
    private long ticket = -1; // until the fd is watched
    private Deadline deadline;

    PendingHead(PendingHeads all, Dispatch dispatch, Endings endings, Connection connection, HeadScanner scanner) {
        this.all = all;
        this.dispatch = dispatch;
        this.endings = endings;
        this.connection = connection;
        this.scanner = scanner;
        this.isSilent = dispatch.isSilent();
        this.hasBegun = !isSilent;
        this.deadline = all.deadline(this);
    }

    Connection connection() {
        return connection;
    }

    boolean isSilent() {
        return isSilent;
    }

    /** Begins to wait, or is refused where the kernel has no room for that. */
    void await(Poller poller) {
        ticket = poller.add(connection.fd(), BITS, this);
        if (ticket < 0) {
            leave();
            endings.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, Errno.describe((int) ticket));
        }
    }

    @Override
    public void ready(int bits) {
        if ((bits & Epoll.EPOLLPRI) != 0) {
            leave();
            endings.refuse(connection, Refusal.BAD_REQUEST, "urgent data in the head");
            return;
        }
        Scan scan = look();
        hasBegun = !dispatch.isSilent();
        if (!(scan instanceof Scan.Incomplete)) {
            leave();
            dispatch.decide(connection, scan);
        } else if ((bits & ENDED) != 0) {
            leave();
            endings.drop(connection, false);
        } else if (isSilent && hasBegun) {
            isSilent = false;
            deadline.cancel();
            deadline = all.deadline(this); // from now on the head has its time
        }
    }

    /** Looks at the head, and before it at the PROXY header that says who the client is: both have one deadline. */
    private @Nullable Scan look() {
        Scan scan = dispatch.look(connection, scanner);
        if (!(scan instanceof ProxyHeader header)) {
            return scan;
        }
        Connection balancer = connection;
        connection = dispatch.introduced(balancer, header);
        return all.tryMove(balancer, connection)
                ? dispatch.scan(connection, scanner)
                : new Scan.Malformed(Refusal.TOO_MANY_CONNECTIONS, "PendingHeadsPerSourceMax reached");
    }

    /** The loop ends, or the time is over: a silent client gets no answer, which it might take for the next one's. */
    @Override
    public void expired() {
        leave();
        ParkSocket place = all.parkSocket();
        if (place != null) {
            place.leave(connection, false);
        } else if (!hasBegun) {
            endings.drop(connection, false);
        } else {
            endings.refuse(connection, Refusal.HEAD_TIMEOUT, "");
        }
    }

    /** Ends the wait: before anything else happens to the fd. */
    private void leave() {
        if (!hasLeft) {
            hasLeft = true;
            deadline.cancel();
            all.remove(this, ticket);
        }
    }

    /** In this phase or on the way out of it. */
    @Override
    public void abandon() {
        leave();
        endings.drop(connection, true);
    }
}
