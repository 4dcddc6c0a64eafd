package org.usher.loop;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Endings;
import org.usher.connection.PerSource;
import org.usher.head.HeadScanner;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.EpollLoop;
import org.usher.refusal.Refusal;
import org.usher.route.Limits;

/** The connections of one thread whose heads are not complete: as many as the limits allow, each with its deadline. */
final class PendingHeads {
    private final EpollLoop loop;
    private final Endings endings;
    private final PerSource sources = new PerSource();
    private final DeadlineQueue silent;
    final DeadlineQueue partial;
    private Limits limits = Limits.DEFAULT;
    private @Nullable ParkSocket parkSocket;
    private volatile int size;

    PendingHeads(EpollLoop loop, Endings endings) {
        this.loop = loop;
        this.endings = endings;
        this.silent = loop.deadlines().queue(limits.headTimeout());
        this.partial = loop.deadlines().queue(limits.headTimeout());
    }

    /** Keeps to these limits; the time of those that wait is counted anew from when they began. */
    void limitTo(Limits limits) {
        this.limits = limits;
        silent.timeout(limits.headTimeout());
        partial.timeout(limits.headTimeout());
    }

    /** Returns how many there are. Any thread may ask. */
    int size() {
        return size;
    }

    /** Lets {@code connection} wait, or refuses it where the limits are reached. */
    void add(Dispatch dispatch, Connection connection, HeadScanner scanner) {
        if (size >= limits.pendingHeadsMax() && !silent.isEmpty()) {
            silent.runFirst(); // the oldest that has said nothing makes room
        }
        if (size >= limits.pendingHeadsMax()) {
            endings.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, "PendingHeadsMax reached");
            return;
        }
        if (!sources.tryAdd(connection.source(), limits.pendingHeadsPerSourceMax())) {
            endings.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, "PendingHeadsPerSourceMax reached");
            return;
        }
        PendingHead head = new PendingHead(this, dispatch, endings, connection, scanner);
        size = silent.size() + partial.size();
        try {
            head.await(loop.poller());
        } catch (Throwable error) {
            loop.failures().survive(error, head::abandon);
        }
    }

    /** Counts the client {@code to} in the place of its balancer {@code from}; returns whether its source had room. */
    boolean tryMove(Connection from, Connection to) {
        sources.remove(from.source());
        boolean hasRoom = sources.tryAdd(to.source(), limits.pendingHeadsPerSourceMax());
        return hasRoom || !sources.tryAdd(to.source(), Integer.MAX_VALUE); // counted until it is refused
    }

    /** Leaves all of them in {@code place}, as if their time were over: half heads first, then by age. */
    void parkIn(ParkSocket place) {
        parkSocket = place;
        partial.runAll();
        silent.runAll();
    }

    /** Returns where those are left whose time is over; null while the loop serves. */
    @Nullable
    ParkSocket parkSocket() {
        return parkSocket;
    }

    /** Sets the deadline of {@code head}. */
    Deadline deadline(PendingHead head) {
        return (head.isSilent() ? silent : partial).add(head);
    }

    /** {@code head} waits no longer; its {@code ticket} is negative if it never began to. */
    void remove(PendingHead head, long ticket) {
        if (ticket >= 0) {
            loop.poller().remove(head.connection().fd(), ticket);
        }
        sources.remove(head.connection().source());
        size = silent.size() + partial.size();
    }
}
