package org.usher.app;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.connection.Events;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Refusals;
import org.usher.park.ParkSocket;
import org.usher.refusal.Refusal;

/**
 * The questions and answers to connections of which an app may hold a copy. They are asked on a thread that may hang: an
 * app can hold the lock of a socket for as long as it likes.
 */
public final class HeldConnections {
    private final Executor thread;
    private final PeekBuffer peek;
    private final Refusals refusals;
    private final IntConsumer close;
    private final Events events;

    /** Runs everything by {@code thread}, to which the other arguments belong. */
    public HeldConnections(Executor thread, PeekBuffer peek, Refusals refusals, IntConsumer close, Events events) {
        this.thread = thread;
        this.peek = peek;
        this.refusals = refusals;
        this.close = close;
        this.events = events;
    }

    /** Returns the same for callers that are on the thread themselves. */
    public HeldConnections onThread() {
        return new HeldConnections(Runnable::run, peek, refusals, close, events);
    }

    /** Refuses a request that an app may have, unless it has begun to read it. */
    void refuse(Delivery delivery, Refusal reason, String detail) {
        thread.execute(() -> {
            if (peek.take(delivery.fd(), delivery.head())) {
                refusals.answerTakenBack(delivery.request(), reason, detail);
            } else {
                letGo(delivery);
            }
        });
    }

    /** Finds those of which nobody has read the head, and has {@code then} run by {@code caller} with them. */
    void findUnread(List<Delivery> deliveries, Executor caller, Consumer<List<Delivery>> then) {
        thread.execute(() -> {
            List<Delivery> unread = deliveries.stream().filter(this::isUnread).toList();
            caller.execute(() -> then.accept(unread));
        });
    }

    private boolean isUnread(Delivery delivery) {
        return peek.isUnread(delivery.fd(), delivery.head());
    }

    /** Leaves those of which nobody has read the head in {@code place}; the others are their apps'. */
    public void park(List<Delivery> deliveries, ParkSocket place) {
        thread.execute(() -> {
            for (Delivery delivery : deliveries) {
                long elapsedNanos = delivery.stopClock();
                if (isUnread(delivery)) {
                    place.leave(delivery.connection(), new Elapsed(Phase.LOST, elapsedNanos));
                } else {
                    letGo(delivery);
                }
            }
        });
    }

    private void letGo(Delivery delivery) {
        close.accept(delivery.fd());
        events.handedOff(delivery.routed().route());
    }
}
