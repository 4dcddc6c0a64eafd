package org.usher.routing;

import java.io.IOException;
import java.time.Duration;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.journal.Journal;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.posix.Kernel;
import org.usher.systemd.Systemd;

/**
 * The reading of the units before anything is served. If systemd cannot be asked, it is asked again until it answers:
 * until then no route is known to be true, and clients wait in the backlog.
 */
public final class FirstReading {
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** What systemd grants a start beyond {@code TimeoutStartSec=}, counted from each attempt. */
    private static final Duration MORE_TIME = Duration.ofSeconds(30);

    private final Supervisor supervisor;
    private final Journal journal;

    /** Tells both why it takes so long, if it does. */
    public FirstReading(Supervisor supervisor, Journal journal) {
        this.supervisor = supervisor;
        this.journal = journal;
    }

    /** Reads all units of the running systemd. */
    public UnitClaims of(ClaimReader ledger, Kernel kernel) {
        boolean told = false;
        while (true) {
            try (Systemd systemd = new Systemd(kernel)) {
                systemd.subscribe(); // else nobody would tell that what is read is of two moments
                UnitClaims first = ledger.update(systemd);
                while (systemd.hasReloaded()) {
                    first = ledger.update(systemd);
                }
                return first;
            } catch (IOException unanswered) {
                if (!told) {
                    journal.failed("start: " + unanswered.getMessage() + "; until it answers, clients wait");
                    told = true;
                }
                supervisor.send(Notification.extendTimeout(MORE_TIME).status("waiting: " + unanswered.getMessage()));
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }
}
