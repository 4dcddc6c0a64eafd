package org.usher.reception;

import java.time.Duration;
import org.usher.poll.Due;

/** The end of a program that has had no connection for a while: systemd starts another for the next one. */
final class IdleExit implements Due {
    private final Reception reception;
    private final Duration idle;
    private boolean wasIdle;

    IdleExit(Reception reception, Duration idle) {
        this.reception = reception;
        this.idle = idle.dividedBy(2);
    }

    void begin() {
        reception.deadlines(idle).add(this);
    }

    @Override
    public void expired() {
        boolean isIdle = reception.size() == 0 && !reception.hasBegun();
        if (isIdle && wasIdle) {
            reception.loop().stop();
            return;
        }
        wasIdle = isIdle;
        begin();
    }
}
