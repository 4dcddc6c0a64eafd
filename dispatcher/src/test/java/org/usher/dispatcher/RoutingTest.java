package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.control.Situation;
import org.usher.declaration.Ledger;
import org.usher.journal.Entries;
import org.usher.route.AppState;
import org.usher.route.ListenPoint;
import org.usher.table.RouteTable;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitPath;
import org.usher.unit.UnitSource;

class RoutingTest {
    @TempDir
    private Path units;

    private final Entries log = new Entries();
    private final Journal journal = new Journal(log, new Counters(), System::nanoTime);
    private final List<Situation> installed = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final Routing routing = new Routing(
            List.of(new ListenPoint("http", 80, false)),
            false,
            ledger,
            declarations -> List::of,
            installed::add,
            journal);

    @BeforeEach
    void oneApp() throws IOException {
        declare("wiki", "/wiki/");
        routing.begin(ledger.update(units()));
    }

    @Test
    void whatIsReadIsInForceAndInstalled() throws IOException {
        declare("blog", "/blog/");
        routing.update(units());
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(routing.situation()));
        assertEquals(List.of(routing.situation()), installed);
    }

    @Test
    void whereUnitsCannotBeReadTheLastOnesStayInForce() {
        Path nowhere = units.resolve("nowhere");
        assertThrows(IOException.class, () -> routing.update(UnitPath.directory(nowhere)));
        assertEquals(List.of("/wiki/"), prefixes(routing.situation()));
        assertEquals(List.of(), installed);
    }

    @Test
    void aProblemIsToldWhenItAppearsAndNotAgain() throws IOException {
        declare("broken", "no-slash");
        routing.update(units());
        routing.update(units());
        assertEquals(1, timesTold("no-slash"));
        Files.delete(units.resolve("broken.socket"));
        routing.update(units());
        declare("broken", "no-slash");
        routing.update(units());
        assertEquals(2, timesTold("no-slash"));
    }

    @Test
    void whereNothingHasChangedNothingIsInstalled() throws IOException {
        routing.update(units());
        routing.readAgain(units());
        assertEquals(List.of(), installed);
    }

    @Test
    void aStateThatChangesNoRouteKeepsTheTable() throws IOException {
        RouteTable table = routing.situation().table();
        routing.update(running("wiki.socket"), Set.of("wiki.socket"));
        assertEquals(1, installed.size());
        assertEquals(AppState.RUNNING, installed.get(0).declarations().states().get("wiki.socket"));
        assertSame(table, installed.get(0).table());
    }

    @Test
    void aUnitThatIsGoneTakesItsRoutesAlong() throws IOException {
        declare("blog", "/blog/");
        routing.update(units());
        Files.delete(units.resolve("wiki.socket"));
        routing.update(units(), Set.of("wiki.socket"));
        assertEquals(List.of("/blog/"), prefixes(routing.situation()));
    }

    private UnitSource units() {
        return UnitPath.directory(units);
    }

    /** The same units, of which one runs. */
    private UnitSource running(String unit) {
        return new UnitSource() {
            @Override
            public List<UnitFiles> activeSockets() throws IOException {
                List<UnitFiles> sockets = new ArrayList<>(units().activeSockets());
                sockets.replaceAll(socket -> socket.unit().equals(unit)
                        ? new UnitFiles(unit, socket.files(), "running", "", false)
                        : socket);
                return sockets;
            }

            @Override
            public List<Path> filesOf(String name) throws IOException {
                return units().filesOf(name);
            }
        };
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
