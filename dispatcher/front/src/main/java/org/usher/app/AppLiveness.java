package org.usher.app;

import java.time.Duration;
import org.usher.poll.Deadlines;

/**
 * Whether an app takes what it is sent. An app that took a message within {@value #PROOF_MILLIS} ms, and that has left
 * few in its queue, is assumed to take the next one.
 *
 * <p>That costs one question to the kernel in each turn of the loop in which something is sent to the app. Under load an
 * app takes messages all the time, so escrow then costs nothing that counts.
 */
final class AppLiveness {
    /** Messages in an app's queue that are no sign of trouble: a burst, or a moment of being busy. */
    private static final int BACKLOG_MAX = 32;

    private static final long PROOF_MILLIS = 20;
    private static final long PROOF_NANOS = Duration.ofMillis(PROOF_MILLIS).toNanos();

    private final AppSocket socket;
    private final QueueCost costs;
    private final Deadlines clock;
    private long askedAtNanos;
    private long takenAtNanos;
    private long unsent;
    private long sentSinceAsked;

    AppLiveness(AppSocket socket, QueueCost costs, Deadlines clock) {
        this.socket = socket;
        this.costs = costs;
        this.clock = clock;
        this.askedAtNanos = clock.nowNanos() - 1;
        this.takenAtNanos = clock.nowNanos() - PROOF_NANOS;
    }

    /** Returns whether the app keeps up; {@code length} is that of the message which is to be sent now. */
    boolean keepsUp(int length) {
        long now = clock.nowNanos();
        if (askedAtNanos != now) {
            ask(now);
        }
        return now - takenAtNanos < PROOF_NANOS && unsent + sentSinceAsked <= BACKLOG_MAX * (long) costs.of(length);
    }

    /** Notes that a message of {@code length} octets was sent to the app; returns the room that it takes there. */
    int sent(int length) {
        int cost = costs.of(length);
        sentSinceAsked += cost;
        return cost;
    }

    /** Notes that the app has taken something. */
    void took() {
        takenAtNanos = clock.nowNanos();
    }

    private void ask(long now) {
        long expected = unsent + sentSinceAsked;
        unsent = socket.unsent();
        if (unsent < expected && takenAtNanos - askedAtNanos < 0) {
            takenAtNanos = askedAtNanos; // or later
        }
        askedAtNanos = now;
        sentSinceAsked = 0;
    }
}
