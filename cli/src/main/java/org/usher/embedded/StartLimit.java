package org.usher.embedded;

import java.time.Duration;
import org.usher.section.TimeSpan;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;

/**
 * How often a service may start before systemd gives it up (systemd.unit(5)).
 *
 * @param burst so many starts are allowed
 * @param interval within this time; zero if there is no limit
 * @param waitMax how long it is given up at most; at first for an eighth of that
 */
record StartLimit(int burst, Duration interval, Duration waitMax) {
    /** What holds where nothing is written; the wait is that of usher-rearm@.service. */
    static final StartLimit USUAL = new StartLimit(5, Duration.ofSeconds(10), Duration.ofSeconds(80));

    /** Reads {@code StartLimitBurst=} and {@code StartLimitIntervalSec=}; what cannot be read is the default. */
    static StartLimit of(UnitText service) {
        Duration interval = TimeSpan.parse(written(service, "StartLimitIntervalSec"));
        String burst = written(service, "StartLimitBurst");
        return new StartLimit(
                burst.matches("[0-9]{1,9}") ? Integer.parseInt(burst) : USUAL.burst,
                interval == null ? USUAL.interval : interval,
                USUAL.waitMax);
    }

    private static String written(UnitText service, String key) {
        Assignment line = service.scalar("Unit", key);
        return line == null ? "" : line.value();
    }
}
