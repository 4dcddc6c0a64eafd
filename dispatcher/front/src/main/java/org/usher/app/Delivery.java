package org.usher.app;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.PerSource;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Due;
import org.usher.table.Decision.Routed;

/**
 * One request on its way to its app: it owns the fd, the deadline and the phase.
 *
 * <pre>
 *  offered ──▶ kept ──▶ gone
 *     ▲          │
 *     └── lost ──┘
 * </pre>
 *
 * <p>Offered, the connection is ours alone. Kept, the app's queue has a copy, or the app itself. Lost, the socket that had
 * the copy is gone, and it is offered again, unless an app has taken it before and read.
 */
final class Delivery implements Due {
    /**
     * The kernel holds back an octet of each message that is taken until it has told of it (sock_wfree() in
     * net/core/sock.c): so many readers may be about to end. A message takes hundreds.
     */
    private static final int TELLING_ROOM = 64;

    /** How long a new socket may take to come after the old one has gone. */
    private static final long NEW_SOCKET_MAX_NANOS = Duration.ofSeconds(3).toNanos();

    private final AppQueue queue;
    final Connection connection;
    final @Nullable String host;
    final Routed routed;
    final long routedNanos = System.nanoTime(); // the clock that PROTOCOL.md names
    final long fingerprint;
    private @Nullable Deadline deadline;
    private boolean isCounted;
    boolean wasSent; // an app may hold a copy
    private long takenAt;
    private boolean isLost;
    private long lostAtNanos;
    private long unreadAtNanos;

    /**
     * Offers a request that was {@code routed} to the app of {@code queue}.
     *
     * @param host that the request names; null if it names none
     * @param fingerprint what was peeked of it (PeekBuffer)
     */
    Delivery(AppQueue queue, Connection connection, @Nullable String host, Routed routed, long fingerprint) {
        this.queue = queue;
        this.connection = connection;
        this.host = host;
        this.routed = routed;
        this.fingerprint = fingerprint;
    }

    /** Counts it among those of its source, unless there are {@code max}. */
    boolean tryCount(PerSource sources, int max) {
        isCounted = sources.tryAdd(connection.source(), max);
        return isCounted;
    }

    void uncount(PerSource sources) {
        if (isCounted) {
            isCounted = false;
            sources.remove(connection.source());
        }
    }

    /** Begins its time, if that has not begun yet. */
    void startClock(DeadlineQueue startTimeouts) {
        if (deadline == null) {
            deadline = startTimeouts.add(this);
        }
    }

    @Override
    public void expired() {
        queue.expired(this);
    }

    @Override
    public void abandon() {
        queue.abandon(this);
    }

    /** Ends its time. */
    void stopClock() {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    /** Notes that its app has a copy, which is taken when that much {@code room} of all that was sent is free again. */
    void keptUntil(long room) {
        wasSent = true;
        takenAt = room;
    }

    /** Returns whether the app has taken it, of all that was sent having taken {@code room}. */
    boolean isTaken(long room) {
        return takenAt - room < TELLING_ROOM;
    }

    /** Notes that the socket that it was sent to is gone. */
    void lose(long nowNanos) {
        if (!isLost) {
            isLost = true;
            lostAtNanos = nowNanos;
        }
    }

    boolean isLost() {
        return isLost;
    }

    /** Returns whether its socket went so recently that a new one may still come. */
    boolean awaitsNewSocket(long nowNanos) {
        return isLost && nowNanos - lostAtNanos < NEW_SOCKET_MAX_NANOS;
    }

    /** Notes that nobody has read its head yet. */
    void foundUnread(long nowNanos) {
        unreadAtNanos = nowNanos;
    }

    /** Returns whether it was {@link #foundUnread} in this turn of the loop. */
    boolean isKnownUnread(long nowNanos) {
        return unreadAtNanos == nowNanos;
    }
}
