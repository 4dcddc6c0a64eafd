package org.usher.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Request;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue.Deadline;

/** The phase of requests that wait for room in the socket of their app, in the order in which they came: wholly ours. */
final class Offering {
    private final Deque<Waiting> requests = new ArrayDeque<>();

    /** A request and when it is refused. */
    record Waiting(Request request, Deadline startTimeout) {}

    int size() {
        return requests.size();
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    void add(Request request, Deadline startTimeout) {
        requests.add(new Waiting(request, startTimeout));
    }

    Waiting oldest() {
        return requests.getFirst();
    }

    /** Gives out the oldest, of which the caller becomes the owner. */
    Waiting removeOldest() {
        return requests.removeFirst();
    }

    /** Gives out the one whose time is over, of which the caller becomes the owner; null if it is not here. */
    @Nullable
    Request removeOverdue() {
        for (Iterator<Waiting> all = requests.iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (waiting.startTimeout().isOver()) {
                all.remove();
                return waiting.request();
            }
        }
        return null;
    }

    /** Leaves all of them in {@code place}, the oldest first. */
    void parkIn(ParkingPlace place) {
        while (!isEmpty()) {
            Waiting oldest = removeOldest();
            oldest.startTimeout().cancel();
            long elapsed = oldest.startTimeout().elapsedNanos();
            place.leave(oldest.request().connection(), new Waited(Phase.OFFERING, elapsed));
        }
    }
}
