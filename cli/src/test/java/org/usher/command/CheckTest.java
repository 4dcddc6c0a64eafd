package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.cli.UsherCtl;
import org.usher.offline.UnitPath;

/** Unit files in a directory of their own: no systemd and no dispatcher is there. */
class CheckTest {
    private static final String BROKEN = "wiki/ /ok/";

    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Console console = new Console();
    private UnitDirectory units = new UnitDirectory(directory);

    @BeforeEach
    void makeDirectory() {
        units = new UnitDirectory(directory.resolve("units"));
    }

    private int check(Object... paths) {
        Environment environment =
                console.environment(Path.of("/nowhere"), Map.of("SYSTEMD_UNIT_PATH", directory.resolve("units") + ""));
        String[] arguments = new String[paths.length + 1];
        arguments[0] = "check";
        for (int i = 0; i < paths.length; i++) {
            arguments[i + 1] = paths[i].toString();
        }
        return UsherCtl.execute(environment, arguments);
    }

    @Test
    void unitsInOrderExitWith0() throws IOException {
        units.withApp("wiki", "/wiki/").withApp("blog", "//blog.example/");
        assertEquals(0, check(units.path()), console.out());
    }

    @Test
    void whatWasReadIsCounted() throws IOException {
        units.withApp("wiki", "/wiki/ /w/").withApp("blog", "//blog.example/");
        check(units.path());
        assertTrue(console.out().contains("\n2 units, 3 prefixes: no problems, "), console.out());
        check(units.path().resolve("blog.socket"));
        assertTrue(console.out().contains("\n1 unit, 1 prefix: no problems, "), console.out());
    }

    @Test
    void nothingToCheckIsNoSuccess() throws IOException {
        units.with("wiki.socket.d/50-http.conf", "[X-HTTP]\nPrefix=/wiki/\n");
        assertEquals(2, check(units.path()));
        assertTrue(
                console.err().contains("no socket unit in " + units.path() + ": nothing was checked"), console.err());
    }

    @Test
    void claimThatNobodyReadsIsAProblemWhereADirectoryIsChecked() throws IOException {
        units.withApp("wiki", "/wiki/").with("wiki.service", "[X-HTTP]\nPrefix=/w/\n[Service]\n");
        assertEquals(1, check(units.path()));
        assertTrue(
                console.out()
                        .contains("wiki.service:1: warning: this claim has no effect, since this file belongs to no"),
                console.out());
        assertEquals(0, check(units.path().resolve("wiki.socket")), console.out());
    }

    /** debhelper puts units into lib, templates of drop-ins go to usr/lib, and no directory holds both. */
    @Test
    void treeOfAPackageIsCheckedAsItIsToBeInstalled() throws IOException {
        Path tree = new UnitDirectory(directory.resolve("tree"))
                .with("lib/systemd/system/wiki.service", "[Service]\n")
                .with(
                        "lib/systemd/system/wiki.socket",
                        "[Socket]\nListenDatagram=/run/usher/apps/%p.sock\nSocketMode=0660\nSocketGroup=wiki-http\n")
                .with("usr/lib/systemd/system/wiki.socket.d/50-http.conf", "[X-HTTP]\nPrefix=/wiki/ /wiki%q/\n")
                .with("etc/systemd/system/wiki.socket.d/60-more.conf", "[X-HTTP]\nPrefix=/\n")
                .path();
        assertEquals(1, check("--root", tree));
        assertTrue(console.out().contains("50-http.conf:2: error"), console.out());
        assertTrue(console.out().contains("\n1 unit, 2 prefixes: "), console.out());
        assertEquals(2, check("--root", tree.resolve("etc")));
    }

    @Test
    void groupThatThePackageMakesIsKnown() throws IOException {
        UnitDirectory tree = new UnitDirectory(directory.resolve("tree"))
                .with("usr/lib/systemd/system/wiki.service", "[Service]\n")
                .with(
                        "usr/lib/systemd/system/wiki.socket",
                        """
                        [Socket]
                        ListenDatagram=/run/usher/apps/%p.sock
                        SocketMode=0662
                        SocketGroup=wiki-http
                        [X-HTTP]
                        Prefix=/wiki/
                        """);
        check("--root", tree.path());
        assertTrue(console.out().contains("the group wiki-http does not exist here"), console.out());
        for (String line : new String[] {"g wiki-http -", "u wiki-http -", "m wiki wiki-http"}) {
            tree.with("usr/lib/sysusers.d/wiki.conf", "# groups\n" + line + "\n");
            int before = console.out().length();
            check("--root", tree.path());
            assertFalse(console.out().substring(before).contains("does not exist here"), line);
        }
    }

    @Test
    void mistakeIsNamedWithFileLineAndRemedy() throws IOException {
        units.withApp("wiki", BROKEN);
        assertEquals(1, check(units.path()));
        assertTrue(console.out().contains(units.path() + "/wiki.socket:7: error: prefix \"wiki/\""), console.out());
        assertTrue(console.out().contains(": write /path/, //host/path/ or http://host:port/path/ [bad-prefix]\n"));
        assertTrue(console.out().contains("[no-rearm]\n    [Unit]\n    OnFailure=usher-rearm@%N.service\n"));
    }

    @Test
    void everyMistakeIsNamed() throws IOException {
        units.withApp("a", BROKEN).withApp("b", BROKEN).with("c.socket", "[X-HTTP]\nPrefix=/c/\nPerfix=/d/\n");
        assertEquals(1, check("--json=short", units.path()));
        for (String part : new String[] {"a.socket\",\"line\":7", "b.socket\",\"line\":7", "c.socket\",\"line\":3"}) {
            assertTrue(console.out().contains(part), part + " in " + console.out());
        }
    }

    @Test
    void prefixThatTwoUnitsClaimIsAProblem() throws IOException {
        units.withApp("a", "/same/").withApp("b", "/same/");
        assertEquals(1, check(units.path()));
        assertTrue(console.out().contains("[conflict-undecided]"), console.out());
    }

    @Test
    void oneFileIsCheckedAlone() throws IOException {
        units.withApp("a", BROKEN).withApp("b", "/b/");
        assertEquals(0, check(units.path().resolve("b.socket")), console.out());
        assertEquals(1, check(units.path().resolve("a.socket")), console.out());
    }

    @Test
    void dropInIsCheckedWithItsUnit() throws IOException {
        units.withApp("a", "/a/").with("a.socket.d/50-http.conf", "[X-HTTP]\nPrefix=b/\n");
        assertEquals(1, check(units.path().resolve("a.socket.d/50-http.conf")));
        assertTrue(console.out().contains("/a.socket.d/50-http.conf:2: error"), console.out());
        assertFalse(console.out().contains("needs-listener"), console.out());
    }

    @Test
    void directoryOfDropInsIsCheckedWithItsUnit() throws IOException {
        units.withApp("a", "/a/").with("a.socket.d/50-http.conf", "[X-HTTP]\nPrefix=b/\n");
        assertEquals(1, check(units.path().resolve("a.socket.d")));
    }

    @Test
    void templateIsCheckedWithAnExampleInstance() throws IOException {
        units.withApp("site@", "/%i/ /%q/");
        assertEquals(1, check(units.path().resolve("site@.socket")));
        assertTrue(console.out().contains("[bad-specifier]"), console.out());
        assertFalse(console.out().contains("/%i/"), console.out());
    }

    @Test
    void installedUnitIsCheckedByName() throws IOException {
        units.withApp("a", BROKEN);
        assertEquals(1, check("a.socket"));
    }

    @Test
    void withoutPathAllInstalledUnitsAreChecked() throws IOException {
        units.withApp("a", BROKEN);
        assertEquals(1, check());
        assertTrue(console.out().contains("a.socket:7"), console.out());
    }

    @Test
    void whatDoesNotExistIsUsage() throws IOException {
        units.withApp("a", "/a/").with("readme.txt", "");
        for (String name : new String[] {"none.socket", "/nowhere/a.socket", units.path() + "/readme.txt"}) {
            ChosenUnits chosen = new ChosenUnits(UnitPath.system(Map.of("SYSTEMD_UNIT_PATH", units.path() + "")));
            assertThrows(IllegalArgumentException.class, () -> chosen.add(name), name);
        }
    }

    @Test
    void unreadableUnitIsAProblemAndTheOthersAreChecked() throws IOException {
        units.withApp("b", BROKEN);
        Files.createSymbolicLink(units.path().resolve("a.socket"), Path.of("/nowhere/gone"));
        assertEquals(1, check(units.path()));
        assertTrue(console.out().contains("b.socket:7"), console.out());
    }

    @Test
    void reservationsBesideTheUnitsCount() throws IOException {
        units.withApp("a", "/a/").with("reservations.d/r.conf", "[Reservation]\nPrefix=/a/\nUnit=b.socket\n");
        assertEquals(1, check(units.path()));
        for (String id : new String[] {"conflict-lost", "reservation-matches-no-unit", "reserved-unclaimed"}) {
            assertTrue(console.out().contains("[" + id + "]"), console.out());
        }
        assertTrue(console.out().contains("reservations.d/r.conf:2: warning"), console.out());
    }

    @Test
    void reservationsOfAnotherDirectoryCountInstead() throws IOException {
        units.withApp("a", "/a/").with("reservations.d/r.conf", "[Reservation]\nPrefix=/a/\nUnit=b.socket\n");
        Path other = new UnitDirectory(directory.resolve("other"))
                .with("r.conf", "[Reservation]\nPrefix=/a/\nUnit=a.socket\n")
                .path();
        assertEquals(0, check("--reservations", other, units.path()), console.out());
    }

    @Test
    void directoryOfReservationsIsCheckedAlone() throws IOException {
        units.with("reservations.d/r.conf", "[Reservation]\nPrefix=a\n");
        assertEquals(1, check(units.path().resolve("reservations.d")));
        assertTrue(console.out().contains("r.conf:2: error: prefix \"a\""), console.out());
    }
}
