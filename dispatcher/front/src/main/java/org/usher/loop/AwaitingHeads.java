package org.usher.loop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Sources;
import org.usher.connection.Surroundings;
import org.usher.head.HeadScanner;
import org.usher.loop.Reception.Progress;
import org.usher.parking.Waited;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Poller;
import org.usher.posix.Errno;
import org.usher.refusal.Refusal;
import org.usher.route.Limits;

/** The connections whose heads are not complete: no more than the limits allow, each with its deadline. */
final class AwaitingHeads {
    private Limits limits;
    private final Poller poller;
    private final Sources sources;
    private final DeadlineQueue silent;
    private final DeadlineQueue partial;
    private @Nullable ParkingPlace parking;

    AwaitingHeads(Surroundings surroundings, Limits limits, Sources sources) {
        this.limits = limits;
        this.sources = sources;
        this.poller = surroundings.poller();
        this.silent = surroundings.deadlines().queue(limits.headTimeout());
        this.partial = surroundings.deadlines().queue(limits.headTimeout());
    }

    /** Keeps to these limits; the time of those that wait is counted anew from when they began. */
    void limitTo(Limits limits) {
        this.limits = limits;
        silent.timeout(limits.headTimeout());
        partial.timeout(limits.headTimeout());
    }

    /** Returns how many there are. */
    int size() {
        return silent.size() + partial.size();
    }

    /** Lets {@code connection} wait, or refuses it where the limits are reached. */
    void add(Reception reception, Connection connection, HeadScanner scanner, Progress progress) {
        if (size() >= limits.pendingHeadsMax() && !silent.isEmpty()) {
            silent.runFirst(); // the oldest that has said nothing makes room
        }
        if (size() >= limits.pendingHeadsMax()) {
            reception.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, "PendingHeadsMax reached");
            return;
        }
        if (!sources.tryAdd(connection.source())) {
            reception.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, "PendingHeadsPerSourceMax reached");
            return;
        }
        AwaitingHead head = new AwaitingHead(this, reception, connection, scanner, progress == Progress.SILENT);
        long ticket = poller.add(connection.fd(), AwaitingHead.BITS, head);
        head.waitsWith(ticket);
        if (ticket < 0) {
            forget(head);
            reception.refuse(connection, Refusal.TOO_MANY_CONNECTIONS, Errno.describe((int) ticket));
        }
    }

    /** Leaves all of them in {@code place}, as if their time were over: half heads first, then by age. */
    void parkIn(ParkingPlace place) {
        parking = place;
        while (!partial.isEmpty()) {
            partial.runFirst();
        }
        while (!silent.isEmpty()) {
            silent.runFirst();
        }
    }

    /** Returns whether nobody waits here any more. */
    boolean isEnding() {
        return parking != null;
    }

    /** Leaves {@code connection} to the next dispatcher. */
    void park(Connection connection, Waited waited) {
        Objects.requireNonNull(parking).leave(connection, waited);
    }

    /** Sets the deadline of {@code head}, of whose time {@code elapsedNanos} are over. */
    Deadline deadline(AwaitingHead head, long elapsedNanos) {
        return (head.isSilent() ? silent : partial).add(head::expired, elapsedNanos);
    }

    /** Ends the wait of {@code head}: before anything else happens to its fd. */
    void remove(AwaitingHead head) {
        poller.remove(head.connection().fd(), head.ticket());
        forget(head);
    }

    private void forget(AwaitingHead head) {
        head.deadline().cancel();
        sources.remove(head.connection().source());
    }
}
