package org.usher.relay;

import java.time.Duration;
import org.usher.poll.Due;

/** The end of a relay that has had no connection for a while: systemd starts another for the next one. */
final class IdleExit implements Due {
    private final Relay relay;
    private final Duration idle;
    private boolean wasIdle;

    IdleExit(Relay relay, Duration idle) {
        this.relay = relay;
        this.idle = idle.dividedBy(2);
    }

    void begin() {
        relay.deadlines(idle).add(this);
    }

    @Override
    public void expired() {
        boolean isIdle = relay.size() == 0 && !relay.hasBegun();
        if (isIdle && wasIdle) {
            relay.loop.stop();
            return;
        }
        wasIdle = isIdle;
        begin();
    }
}
