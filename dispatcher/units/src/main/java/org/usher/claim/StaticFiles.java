package org.usher.claim;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.section.HttpSection;
import org.usher.unit.Assignment;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitText;

/** The server of files that is asked before an app: {@code Static=} and {@code MaxAge=} in the unit of the app. */
final class StaticFiles {
    private static final String UNIT = "usher-static.socket";
    private static final Path SOCKET = Path.of("/run/usher/apps/usher-static.sock");
    private static final Duration MAX_AGE_MAX = Duration.ofDays(3650);

    private StaticFiles() {}

    /**
     * Returns the server, which is told the directory of the unit; null if that has none, and if it cannot be used.
     *
     * @param isolate whether no other app may hold the unit's connections before it does
     * @param startTimeout how long a connection may wait for the server: as long as for the app
     */
    static @Nullable App of(UnitText text, boolean isolate, Duration startTimeout, Machine machine, Problems problems) {
        Duration maxAge = new HttpSection(text, problems).duration("MaxAge", Duration.ZERO, Duration.ZERO, MAX_AGE_MAX);
        Assignment line = text.scalar(HttpSection.NAME, "Static");
        if (line == null) {
            return null;
        }
        String directory = new Specifiers(text, machine).inSystemdValueOrNull(line.value());
        if (isolate || directory == null || !directory.startsWith("/")) {
            String what = "Static=" + line.value()
                    + (isolate ? " cannot be combined with Isolate=yes" : " is not an absolute path")
                    + ": all requests go to " + text.unit();
            problems.error("bad-value", line, what, null);
            return null;
        }
        String target = directory + '\n' + maxAge.toMillis();
        return new App(
                UNIT + " for " + text.unit(), // a queue of its own, with this unit's time
                App.serviceOf(UNIT),
                target,
                SOCKET,
                null,
                startTimeout,
                AppSection.QUEUE,
                true,
                false);
    }

    /** Reports that nobody serves the files of a unit. */
    static void reportMissing(UnitText text, Machine machine, Problems problems) {
        Assignment line = text.scalar(HttpSection.NAME, "Static");
        if (line != null && FileStatus.NONE.equals(machine.status(SOCKET))) {
            String what = UNIT + " is not listening: requests for files in " + line.value() + " go to " + text.unit();
            problems.warning("no-static", line, what, "systemctl enable --now " + UNIT);
        }
    }
}
