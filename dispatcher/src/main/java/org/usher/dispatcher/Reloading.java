package org.usher.dispatcher;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.inspection.UnitReport;
import org.usher.systemd.Systemd;
import org.usher.unit.UnitSource;

/** Reading the units because somebody asks for it: on the thread of whoever asks, never on the loop's. */
final class Reloading {
    private final Routing routing;
    private final Supplier<UnitSource> sources;
    private final Announcements announcements;
    private final Journal journal;

    Reloading(Routing routing, Supplier<UnitSource> sources, Announcements announcements, Journal journal) {
        this.routing = routing;
        this.sources = sources;
        this.announcements = announcements;
        this.journal = journal;
    }

    /** Reads all units for a signal; what fails is in the journal. */
    void onSignal() {
        announcements.reloading();
        try {
            now();
        } catch (IOException unreadable) {
            journal.failed("reload: " + unreadable.getMessage() + "; the last good routes stay in force");
        }
        announcements.ready();
    }

    /** Reads all units, and returns when what they declare is in force. */
    void now() throws IOException {
        UnitSource source = sources.get();
        try {
            tell(routing.readAgain(source));
        } finally {
            if (source instanceof Systemd systemd) {
                systemd.close();
            }
        }
    }

    /** Reads the reservations, for somebody has seen them change. */
    void readReservations() {
        tell(routing.readReservations());
    }

    private void tell(boolean news) {
        if (news) {
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
}
