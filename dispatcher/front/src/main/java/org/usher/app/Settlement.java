package org.usher.app;

import java.util.function.IntConsumer;
import org.usher.connection.Events;
import org.usher.connection.Refusals;
import org.usher.refusal.Refusal;

/** The three ends of a delivery: its app has it, it is refused, or its connection is closed without a word. */
public final class Settlement {
    private final Refusals refusals;
    private final HeldConnections held;
    private final IntConsumer close;
    private final Events events;

    /**
     * Settles deliveries of one thread.
     *
     * @param refusals answer what no app can have
     * @param held answers what an app may have
     * @param close closes connections that an app may hold: neither waits nor blocks
     */
    public Settlement(Refusals refusals, HeldConnections held, IntConsumer close, Events events) {
        this.refusals = refusals;
        this.held = held;
        this.close = close;
        this.events = events;
    }

    HeldConnections held() {
        return held;
    }

    /** The app has it: our copy goes at once, for it would hold up the end of the app's answer. */
    void handedOff(Delivery delivery) {
        delivery.stopClock();
        close.accept(delivery.fd());
        events.handedOff(delivery.routed().route());
    }

    /** Refuses it, unless an app has begun to read it. */
    void refuse(Delivery delivery, Refusal reason, String detail) {
        delivery.stopClock();
        if (delivery.wasSent()) {
            held.refuse(delivery, reason, detail);
        } else {
            refusals.answer(delivery.request(), reason, detail);
        }
    }

    void close(Delivery delivery) {
        delivery.stopClock();
        close.accept(delivery.fd());
        events.gone();
    }
}
