package org.usher.dispatcher;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.control.Situation;
import org.usher.control.UnitReport;
import org.usher.systemd.Systemd;
import org.usher.unit.UnitSource;

/**
 * The two ways in which changed units come into force: somebody asks for it, or systemd tells of a change. Neither runs
 * on the loop's thread, for systemd may be silent for seconds.
 */
final class Reloading {
    /** Changes come in swarms, one for each unit that starts: they are read together. */
    private static final Duration SWARM = Duration.ofMillis(100);

    /** How often the units are read even if nothing was heard: a signal that was lost must not last. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Routing routing;
    private final Supplier<UnitSource> sources;
    private final Consumer<Situation> install;
    private final Announcements announcements;
    private final Journal journal;

    Reloading(
            Routing routing,
            Supplier<UnitSource> sources,
            Consumer<Situation> install,
            Announcements announcements,
            Journal journal) {
        this.routing = routing;
        this.sources = sources;
        this.install = install;
        this.announcements = announcements;
        this.journal = journal;
    }

    /** Reads the units on this thread, and tells systemd when that begins and ends; what fails is in the journal. */
    void now() {
        announcements.reloading();
        try {
            readNow();
        } catch (IOException unreadable) {
            journal.failed("reload: " + unreadable.getMessage() + "; the last good routes stay in force");
        }
        announcements.ready();
    }

    /** Reads the units on this thread. */
    void readNow() throws IOException {
        UnitSource source = sources.get();
        try {
            routing.read(source, install);
        } finally {
            if (source instanceof Systemd systemd) {
                systemd.close();
            }
        }
    }

    /** Reads the reservations on this thread, for somebody has seen them change. */
    void readReservations() {
        if (routing.readReservations(install)) {
            announcements.changed();
        }
    }

    /** What a unit declares as its files are now, read on this thread; null if there is no such unit. */
    @Nullable
    UnitReport describe(String unit) throws IOException {
        UnitSource source = sources.get();
        try {
            return routing.situation().describe(source, unit);
        } finally {
            if (source instanceof Systemd systemd) {
                systemd.close();
            }
        }
    }

    /** Begins to follow the running systemd, on a thread of its own; a directory of unit files does not change. */
    void follow() {
        if (sources.get() instanceof Systemd systemd) {
            Thread follower = new Thread(() -> followForEver(systemd), "follow-systemd");
            follower.setDaemon(true);
            follower.start();
        }
    }

    private void followForEver(Systemd systemd) {
        while (true) {
            try {
                systemd.subscribe();
                routing.read(systemd, install);
                announcements.changed();
                if (systemd.awaitChange(SILENCE_MAX)) {
                    letTheSwarmPass(systemd);
                }
            } catch (IOException lost) {
                journal.failed("follow systemd: " + lost.getMessage() + "; the last good routes stay in force");
                pause();
            }
        }
    }

    private static void letTheSwarmPass(Systemd systemd) throws IOException {
        for (int i = 0; i < 3 && systemd.awaitChange(SWARM); i++) {
            // up to three waits: a change must be in force within a second
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }
}
