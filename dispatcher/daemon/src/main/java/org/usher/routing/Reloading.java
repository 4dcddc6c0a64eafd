package org.usher.routing;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.journal.Journal;
import org.usher.report.UnitReport;
import org.usher.systemd.Systemd;
import org.usher.unit.UnitSource;

/** Reading the units because somebody asks for it: on the thread of whoever asks, never on the loop's. */
public final class Reloading {
    private final Routing routing;
    private final Supplier<UnitSource> sources;
    private final Announcements announcements;
    private final Journal journal;

    /** Reads from a new one of {@code sources} each time. */
    public Reloading(Routing routing, Supplier<UnitSource> sources, Announcements announcements, Journal journal) {
        this.routing = routing;
        this.sources = sources;
        this.announcements = announcements;
        this.journal = journal;
    }

    /** Reads all units for a signal; what fails is in the journal. */
    public void onSignal() {
        announcements.reloading();
        try {
            now();
        } catch (IOException unreadable) {
            journal.failed("reload: " + unreadable.getMessage() + "; the last good routes stay in force");
        }
        announcements.ready();
    }

    /** Reads all units, and returns when what they declare is in force. */
    public void now() throws IOException {
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
    public void readReservations() {
        tell(routing.readReservations());
    }

    private void tell(boolean news) {
        if (news) {
            announcements.changed();
        }
    }

    /** What a unit declares as its files are now, read on this thread; null if there is no such unit. */
    @Nullable
    public UnitReport describe(String unit) throws IOException {
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
