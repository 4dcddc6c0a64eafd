package org.usher.routing;

import java.io.IOException;
import java.time.Duration;
import org.usher.journal.Journal;
import org.usher.systemd.Changes;
import org.usher.systemd.Systemd;

/**
 * The thread on which routing follows the running systemd: what systemd tells of is asked about, and nothing else.
 *
 * <p>It is never the loop's thread, for systemd may be silent for seconds. While it cannot be asked, what is in force
 * stays so, and all is read anew when it answers again.
 */
public final class Follower {
    /**
     * A change is dealt with at once and the next one not before this: units that start come in swarms, and one that
     * starts and stops all the time must not keep us busy.
     */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How often everything is read even if nothing was heard: a signal that was lost must not last. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration RETRY_FIRST = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);

    private final Systemd systemd;
    private final Routing routing;
    private final Announcements announcements;
    private final Journal journal;
    private Duration retry = RETRY_FIRST;
    private boolean lost;

    private Follower(Systemd systemd, Routing routing, Announcements announcements, Journal journal) {
        this.systemd = systemd;
        this.routing = routing;
        this.announcements = announcements;
        this.journal = journal;
    }

    /** Begins to follow {@code systemd}, for as long as the process lives. */
    public static void start(Systemd systemd, Routing routing, Announcements announcements, Journal journal) {
        Follower follower = new Follower(systemd, routing, announcements, journal);
        Thread thread = new Thread(follower::followForEver, "follow-systemd");
        thread.setDaemon(true);
        thread.start();
    }

    private void followForEver() {
        while (true) {
            try {
                follow();
            } catch (IOException | RuntimeException failure) { // whatever it is, nobody else would begin again
                lose(failure);
            }
        }
    }

    /** Subscribes before it reads: a change between the two is then heard of. */
    private void follow() throws IOException {
        systemd.subscribe();
        routing.update(systemd);
        find();
        long read = System.nanoTime();
        while (true) {
            pause(PAUSE);
            Duration left = SILENCE_MAX.minusNanos(System.nanoTime() - read);
            Changes changes = systemd.awaitChanges(left.isNegative() ? Duration.ZERO : left);
            boolean all = changes.everything() || changes.isEmpty();
            if (all ? routing.update(systemd) : routing.update(systemd, changes.units())) {
                announcements.changed();
            }
            read = all ? System.nanoTime() : read;
        }
    }

    /** Says that systemd is out of reach, once however long it lasts, and waits before the next attempt. */
    private void lose(Exception failure) {
        if (!lost) {
            lost = true;
            String why = failure instanceof IOException ? String.valueOf(failure.getMessage()) : failure.toString();
            journal.failed("follow systemd: " + why + "; until it answers, routes stay as they are");
            announcements.changedTo("cannot follow systemd: " + why);
        }
        pause(retry);
        Duration longer = retry.multipliedBy(2);
        retry = longer.compareTo(RETRY_MAX) < 0 ? longer : RETRY_MAX;
    }

    private void find() {
        if (lost) {
            lost = false;
            journal.recovered("follow systemd: it answers again, and all units were read");
        }
        announcements.changed();
        retry = RETRY_FIRST;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }
}
