package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import org.usher.route.ListenPoint;
import org.usher.unit.UnitPath;

class RoutingTest {
    @TempDir
    private Path units;

    private final Entries log = new Entries();
    private final Journal journal = new Journal(log, new Counters(), System::nanoTime);
    private final Routing routing =
            new Routing(List.of(new ListenPoint("http", 80, false)), false, declarations -> List::of, journal);
    private final List<Situation> installed = new ArrayList<>();

    @BeforeEach
    void oneApp() throws IOException {
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
