package org.usher.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.usher.route.AppState;
import org.usher.route.Listener;
import org.usher.table.RouteTable;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

class RoutingTest {
    private final Path units;
    private final Entries log = new Entries();
    private final Journal journal = new Journal(log.log(), new Counters(), System::nanoTime);
    private final List<Situation> installed = new ArrayList<>();
    private final ClaimReader ledger = new ClaimReader(List.of());
    private final Supervisor nobody = Supervisor.of(new ProcessEnvironment(Map.of(), 1), Kernel.linux());
    private boolean isLoopDead;
    private final Routing routing;

    RoutingTest(@TempDir Path units) throws IOException {
        this.units = units;
        declare("wiki", "/wiki/");
        List<Listener> listeners = List.of(new Listener("http", 80, false));
        Installation here = new Installation(listeners, UnitPath.directory(units), ReservationPath.beside(units), true);
        routing = new Routing(
                here, ledger, ledger.update(units()), this::install, new Notices(nobody, journal, Runnable::run));
    }

    private void install(Situation next) {
        if (isLoopDead) {
            throw new IllegalStateException("the loop has not taken the routes");
        }
        installed.add(next);
    }

    /** Nobody must be told that routes are in force which the loop has not taken. */
    @Test
    void whatTheLoopDoesNotTakeIsNotInForceAndIsTriedAgain() throws IOException {
        declare("blog", "/blog/");
        isLoopDead = true;
        assertThrows(IllegalStateException.class, () -> routing.update(units(), Set.of()));
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
        isLoopDead = false;
        routing.update(units(), Set.of());
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(routing.situation()));
    }

    @Test
    void whatIsReadIsInForceAndInstalled() throws IOException {
        declare("blog", "/blog/");
        routing.update(units(), Set.of());
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(routing.situation()));
        assertEquals(List.of(routing.situation()), installed);
    }

    @Test
    void whereUnitsCannotBeReadTheLastOnesStayInForce() {
        Path nowhere = units.resolve("nowhere");
        assertThrows(IOException.class, () -> routing.update(UnitPath.directory(nowhere), Set.of()));
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
        assertEquals(List.of(), installed);
    }

    @Test
    void aProblemIsToldWhenItAppearsAndNotAgain() throws IOException {
        declare("broken", "no-slash");
        routing.update(units(), Set.of());
        routing.update(units(), Set.of());
        assertEquals(1, timesTold("no-slash"));
        Files.delete(units.resolve("broken.socket"));
        routing.update(units(), Set.of());
        declare("broken", "no-slash");
        routing.update(units(), Set.of());
        assertEquals(2, timesTold("no-slash"));
    }

    @Test
    void whereNothingHasChangedNothingIsInstalled() throws IOException {
        routing.update(units(), Set.of());
        routing.readAgain(units());
        assertEquals(List.of(), installed);
    }

    @Test
    void aStateThatChangesNoRouteKeepsTheTable() throws IOException {
        RouteTable table = routing.situation().table();
        routing.update(failed("wiki.socket"), Set.of("wiki.socket"));
        assertEquals(1, installed.size());
        assertEquals(
                AppState.failed("signal"),
                installed.get(0).declarations().states().get("wiki.socket"));
        assertSame(table, installed.get(0).table());
    }

    @Test
    void aUnitThatIsGoneTakesItsRoutesAlong() throws IOException {
        declare("blog", "/blog/");
        routing.update(units(), Set.of());
        Files.delete(units.resolve("wiki.socket"));
        routing.update(units(), Set.of("wiki.socket"));
        assertEquals(List.of("/blog/"), prefixes(routing.situation()));
    }

    @Test
    void aChangeOfRoutesIsOneEntry() throws IOException {
        routing.tellFirst();
        assertEquals(List.of("<6>routes added: /wiki/ of wiki.socket"), told());
        declare("blog", "/blog/ /b/");
        routing.update(units(), Set.of());
        assertEquals("<6>routes added: /b/ of blog.socket, /blog/ of blog.socket", told().get(1));
        assertTrue(log.lastFields()
                .containsAll(List.of("USHER_UNIT=blog.socket", "USHER_PREFIX=/b/", "USHER_PREFIX=/blog/")));
        Files.delete(units.resolve("blog.socket"));
        routing.update(units(), Set.of());
        assertEquals("<6>routes removed: /b/ of blog.socket, /blog/ of blog.socket", told().get(2));
        assertEquals(3, told().size());
    }

    @Test
    void anEntrySaysWhereAPrefixThatMovesWasBefore() throws IOException {
        routing.tellFirst();
        declare("blog", "/wiki/");
        routing.update(units(), Set.of());
        assertEquals("<6>routes added: /wiki/ of blog.socket; removed: /wiki/ of wiki.socket", told().get(1));
        assertTrue(log.lastFields().containsAll(List.of("USHER_UNIT=blog.socket", "USHER_UNIT=wiki.socket")));
    }

    @Test
    void aSwarmOfUnitsIsOneShortEntry() throws IOException {
        routing.tellFirst();
        for (int i = 0; i < 1_000; i++) {
            declare("app" + i, "/app" + i + "/");
        }
        routing.update(units(), Set.of());
        assertEquals(2, told().size());
        assertTrue(told().get(1).endsWith(", /app106/ of app106.socket and 990 more"), told()::toString);
        assertEquals(
                10,
                log.lastFields().stream()
                        .filter(field -> field.startsWith("USHER_PREFIX="))
                        .count());
    }

    @Test
    void whatChangesNoRouteIsNoEntryOfRoutes() throws IOException {
        routing.tellFirst();
        routing.update(failed("wiki.socket"), Set.of("wiki.socket"));
        declare("broken", "no-slash");
        routing.update(units(), Set.of());
        assertEquals(1, told().size());
    }

    /** Returns the entries of routes. */
    private List<String> told() {
        return log.lines().stream().filter(line -> line.startsWith("<6>routes")).toList();
    }

    private UnitSource units() {
        return UnitPath.directory(units);
    }

    /** The same units, of which one has failed. */
    private UnitSource failed(String unit) {
        return new UnitSource() {
            @Override
            public List<UnitFiles> activeSockets() throws IOException {
                List<UnitFiles> sockets = new ArrayList<>(units().activeSockets());
                sockets.replaceAll(socket -> socket.unit().equals(unit)
                        ? new UnitFiles(unit, socket.files(), "failed", "signal", false)
                        : socket);
                return sockets;
            }

            @Override
            public List<Path> filesOf(String name) throws IOException {
                return units().filesOf(name);
            }
        };
    }

    @Test
    void reservationsThatAreReadAreInForceWithTheUnitsThatAre() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        routing.readReservations();
        assertEquals(List.of(), prefixes(routing.situation()));
        assertEquals(List.of(routing.situation()), installed);
        assertEquals(1, timesTold("conflict-lost"));
        routing.readReservations();
        assertEquals(1, installed.size(), "nothing has changed");
    }

    @Test
    void reservationsAreReadWithTheUnits() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        routing.update(units(), Set.of());
        assertEquals(List.of(), prefixes(routing.situation()));
        reserve("");
        routing.update(units(), Set.of());
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
    }

    @Test
    void aReservationThatCannotBeReadAnyMoreStays() throws IOException {
        reserve("[Reservation]\nPrefix=/wiki/\nUnit=blog.socket\n");
        routing.readReservations();
        Files.delete(units.resolve("reservations.d/a.conf"));
        Files.createSymbolicLink(units.resolve("reservations.d/a.conf"), Path.of("/nonexistent"));
        routing.readReservations();
        routing.update(units(), Set.of());
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
