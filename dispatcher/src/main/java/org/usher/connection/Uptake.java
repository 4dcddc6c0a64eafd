package org.usher.connection;

import java.time.Duration;

/**
 * What is known of whether an app takes what it is sent. It costs one question to the kernel each turn of the loop in
 * which something is sent to the app, and nothing else.
 */
final class Uptake {
    /** Messages in an app's queue that are no sign of trouble: a burst, or a moment of being busy. */
    private static final int BACKLOG_MAX = 32;

    /** How long messages may wait without one of them being taken. */
    private static final long STANDSTILL_MAX_NANOS = Duration.ofSeconds(1).toNanos();

    private final AppSocket socket;
    private final MessageSizes sizes;
    private final Deadlines clock;
    private long askedAtNanos;
    private long takenAtNanos;
    private int unsent;

    Uptake(AppSocket socket, MessageSizes sizes, Deadlines clock) {
        this.socket = socket;
        this.sizes = sizes;
        this.clock = clock;
        this.askedAtNanos = clock.nowNanos() - 1;
    }

    /** Returns whether the app keeps up; {@code length} is that of the message which is to be sent now. */
    boolean keepsUp(int length) {
        long now = clock.nowNanos();
        if (askedAtNanos != now) {
            ask(now);
        }
        return unsent == 0
                || (now - takenAtNanos < STANDSTILL_MAX_NANOS && unsent <= BACKLOG_MAX * (long) sizes.of(length));
    }

    /** Takes note that the app has taken something. */
    void took() {
        takenAtNanos = clock.nowNanos();
    }

    private void ask(long now) {
        int before = unsent;
        unsent = socket.unsent();
        askedAtNanos = now;
        // Something was sent since we asked last: if there is no more now than then, something was taken.
        if (unsent <= before) {
            takenAtNanos = now;
        }
    }
}
