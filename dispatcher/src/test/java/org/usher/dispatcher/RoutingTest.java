package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.journal.Entries;
import org.usher.reservation.ReservationPath;
import org.usher.route.ListenPoint;
import org.usher.unit.UnitPath;

class RoutingTest {
    @TempDir
    private Path units = Path.of("/nowhere");

    private final Entries log = new Entries();
    private final Journal journal = new Journal(log, new Counters(), System::nanoTime);
    private Routing routing = routing();
    private final List<Situation> installed = new ArrayList<>();

    private Routing routing() {
        Installation installation = new Installation(UnitPath.directory(units), ReservationPath.beside(units), true);
        return new Routing(List.of(new ListenPoint("http", 80, false)), installation, journal);
    }

    @BeforeEach
    void oneApp() throws IOException {
        routing = routing();
        declare("wiki", "/wiki/");
        routing.adopt(Declarations.read(UnitPath.directory(units)), installed::add);
    }

    @Test
    void whatIsReadIsInForceAndInstalled() throws IOException {
        declare("blog", "/blog/");
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(routing.situation()));
        assertEquals(routing.situation(), installed.get(1));
    }

    @Test
    void whereUnitsCannotBeReadTheLastOnesStayInForce() {
        Path nowhere = units.resolve("nowhere");
        assertThrows(IOException.class, () -> routing.read(UnitPath.directory(nowhere), installed::add));
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
        assertEquals(1, installed.size());
    }

    @Test
    void aProblemIsToldWhenItAppearsAndNotAgain() throws IOException {
        declare("broken", "no-slash");
        routing.read(UnitPath.directory(units), installed::add);
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(1, timesTold("no-slash"));
        Files.delete(units.resolve("broken.socket"));
        routing.read(UnitPath.directory(units), installed::add);
        declare("broken", "no-slash");
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(2, timesTold("no-slash"));
    }

    @Test
    void reservationsThatAreReadAreInForceWithTheUnitsThatAre() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        assertTrue(routing.readReservations(installed::add));
        assertEquals(List.of(), prefixes(routing.situation()));
        assertEquals(routing.situation(), installed.get(1));
        assertEquals(1, timesTold("conflict-lost"));
        assertFalse(routing.readReservations(installed::add), "nothing has changed");
        assertEquals(2, installed.size());
    }

    @Test
    void reservationsAreReadWithTheUnits() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(List.of(), prefixes(routing.situation()));
        reserve("");
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
    }

    @Test
    void aReservationThatCannotBeReadAnyMoreStays() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        routing.readReservations(installed::add);
        Files.delete(units.resolve("reservations.d/a.conf"));
        Files.createSymbolicLink(units.resolve("reservations.d/a.conf"), Path.of("/nonexistent"));
        routing.readReservations(installed::add);
        routing.read(UnitPath.directory(units), installed::add);
        assertEquals(List.of(), prefixes(routing.situation()));
        assertEquals(1, timesTold("unreadable-file"));
    }

    private void reserve(String text) throws IOException {
        Files.createDirectories(units.resolve("reservations.d"));
        Files.writeString(units.resolve("reservations.d/a.conf"), text);
    }

    private void declare(String name, String prefix) throws IOException {
        Files.writeString(
                units.resolve(name + ".socket"),
                """
                [Socket]
                ListenDatagram=/run/usher/apps/%s.sock
                SocketMode=0660

                [X-HTTP]
                Prefix=%s
                """
                        .formatted(name, prefix));
    }

    private long timesTold(String word) {
        return log.lines().stream().filter(line -> line.contains(word)).count();
    }

    private static List<String> prefixes(Situation situation) {
        return situation.table().routes().stream()
                .map(route -> route.prefix().toString())
                .sorted()
                .toList();
    }
}
