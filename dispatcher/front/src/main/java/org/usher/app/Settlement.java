package org.usher.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Endings;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Request;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.park.ParkSocket;
import org.usher.poll.EpollLoop;
import org.usher.refusal.Refusal;
import org.usher.route.Limits;

/**
 * The ends of the deliveries of one thread. A connection of which an app may hold a copy is asked anything on the thread
 * for held connections only: an app can hold the lock of a socket for as long as it likes.
 */
public final class Settlement {
    private final EpollLoop loop;
    private final PeekBuffer peek;
    private final Endings endings;
    private final Settlement held;

    /** Settles what is on {@code loop}; {@code held} is on the thread for held connections, null if this is that thread. */
    public Settlement(EpollLoop loop, PeekBuffer peek, Endings endings, @Nullable Settlement held) {
        this.loop = loop;
        this.peek = peek;
        this.endings = endings;
        this.held = held == null ? this : held;
    }

    /** Its app has it. */
    void handedOff(Delivery delivery) {
        delivery.stopClock();
        endings.handedOff(delivery.connection, delivery.routed.route());
    }

    /** Closes it without a word. */
    void drop(Delivery delivery) {
        delivery.stopClock();
        endings.drop(delivery.connection, true);
    }

    /** Refuses it, unless an app has begun to read it. */
    void refuse(Delivery delivery, Refusal reason, String detail) {
        delivery.stopClock();
        if (delivery.wasSent) {
            held.loop.execute(() -> held.refuseUnread(delivery, reason, detail));
        } else {
            endings.refuse(request(delivery), reason, detail);
        }
    }

    private void refuseUnread(Delivery delivery, Refusal reason, String detail) {
        Request request = request(delivery);
        if (peek.take(delivery.connection.fd(), delivery.fingerprint)) {
            endings.refuseTakenBack(request, reason, detail);
        } else {
            endings.handedOff(delivery.connection, delivery.routed.route());
        }
    }

    /** Returns what {@code delivery} asks for: to look at its head again costs less than to keep it while it waits. */
    private Request request(Delivery delivery) {
        Connection connection = delivery.connection;
        HeadScanner scanner = new HeadScanner(Limits.HEAD_SIZE_MAX);
        boolean seen = peek.look(connection);
        Head head = seen && scanner.scan(peek.octets(), peek.size()) instanceof Head found ? found : null;
        return new Request(connection, head, delivery.routed.route());
    }

    /** Finds those of which nobody has read the head, and has {@code then} called with them soon. */
    void findUnread(List<Delivery> deliveries, Consumer<List<Delivery>> then) {
        held.loop.post(() -> {
            List<Delivery> unread = new ArrayList<>();
            try {
                deliveries.stream().filter(held::isUnread).forEach(unread::add);
            } finally {
                loop.post(() -> then.accept(unread));
            }
        });
    }

    private boolean isUnread(Delivery delivery) {
        return peek.isUnread(delivery.connection.fd(), delivery.fingerprint);
    }

    /** Leaves those of which nobody has read the head in {@code place}; the others are their apps'. */
    void park(List<Delivery> deliveries, ParkSocket place) {
        held.loop.execute(() -> {
            for (Delivery delivery : deliveries) {
                delivery.stopClock();
                if (held.isUnread(delivery)) {
                    place.leave(delivery.connection, true);
                } else {
                    held.handedOff(delivery);
                }
            }
            place.close();
        });
    }
}
