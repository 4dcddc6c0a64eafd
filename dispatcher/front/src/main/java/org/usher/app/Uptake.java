package org.usher.app;

import java.time.Duration;
import org.usher.poll.Deadlines;

/**
 * What is known of whether an app takes what it is sent: it does if it has just taken something, and little waits for it.
 * It costs one question to the kernel each turn of the loop in which something is sent to the app, and nothing else.
 */
final class Uptake {
    /** Messages in an app's queue that are no sign of trouble: a burst, or a moment of being busy. */
    private static final int BACKLOG_MAX = 32;

    /**
     * How long what an app has taken vouches for the next message. What is sent within this time after an app took its last
     * message is not in escrow; under load it takes some all the time, and otherwise escrow costs nothing that counts.
     */
    private static final long PROOF_NANOS = Duration.ofMillis(20).toNanos();

    private final SendingSocket socket;
    private final MessageSizes sizes;
    private final Deadlines clock;
    private long askedAtNanos;
    private long takenAtNanos;
    private long unsent;
    private long sentSinceAsked;

    Uptake(SendingSocket socket, MessageSizes sizes, Deadlines clock) {
        this.socket = socket;
        this.sizes = sizes;
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
        return now - takenAtNanos < PROOF_NANOS && unsent + sentSinceAsked <= BACKLOG_MAX * (long) sizes.of(length);
    }

    /** Takes note that a message of {@code length} octets was sent to the app. */
    void sent(int length) {
        sentSinceAsked += sizes.of(length);
    }

    /** Takes note that the app has taken something. */
    void took() {
        takenAtNanos = clock.nowNanos();
    }

    private void ask(long now) {
        long expected = unsent + sentSinceAsked;
        unsent = socket.unsent();
        if (unsent < expected && takenAtNanos - askedAtNanos < 0) {
            takenAtNanos = askedAtNanos; // or later, who knows
        }
        askedAtNanos = now;
        sentSinceAsked = 0;
    }
}
