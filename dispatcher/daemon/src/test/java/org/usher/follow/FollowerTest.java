package org.usher.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.ProcessEnvironment;
import org.usher.claim.ClaimReader;
import org.usher.explain.Situation;
import org.usher.journal.Counters;
import org.usher.journal.Entries;
import org.usher.journal.Journal;
import org.usher.notify.Supervisor;
import org.usher.offline.UnitPath;
import org.usher.posix.Kernel;
import org.usher.reservation.ReservationPath;
import org.usher.route.Listener;

class FollowerTest {
    @TempDir
    private Path units = Path.of("/nowhere");

    private final Entries log = new Entries();
    private final Journal journal = new Journal(log.log(), new Counters(), System::nanoTime);
    private final Supervisor nobody = Supervisor.of(new ProcessEnvironment(Map.of(), 1), Kernel.linux());
    private final ClaimReader reader = new ClaimReader(List.of());
    private final List<Situation> installed = new ArrayList<>();
    private boolean faulty = true;

    private void install(Situation next) {
        if (faulty) {
            throw new IllegalStateException("a mistake of ours");
        }
        installed.add(next);
    }

    private Follower follower() throws IOException {
        List<Listener> listeners = List.of(new Listener("http", 80, false));
        UnitPath path = UnitPath.directory(units);
        Installation here = new Installation(listeners, path, ReservationPath.beside(units), true);
        Notices notices = new Notices(nobody, journal, Runnable::run);
        Routing routing = new Routing(here, reader, reader.update(path), this::install, notices);
        return new Follower(routing, notices, journal, ahead -> {});
    }

    @Test
    void aFaultWhileReservationsAreReadIsLoggedAndTheNextReadingIsWhole() throws IOException {
        Follower follower = follower();
        Path directory = Files.createDirectories(units.resolve("reservations.d"));
        Files.writeString(directory.resolve("a.conf"), "[Reservation]\nPrefix=/a/\nUnit=a.socket\n");
        follower.readReservations();
        assertEquals(1, log.lines().size());
        assertTrue(log.lines()
                .get(0)
                .startsWith("<3>read reservations: java.lang.IllegalStateException: a mistake of ours"));
        faulty = false;
        follower.readReservations();
        assertEquals(1, installed.size());
    }
}
