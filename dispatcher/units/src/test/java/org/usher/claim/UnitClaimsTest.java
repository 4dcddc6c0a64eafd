package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.machine.FakeMachine;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitTree;

final class UnitClaimsTest {
    @TempDir
    private Path root;

    private UnitTree tree;
    private ClaimingUnits units;

    @BeforeEach
    void plant() throws IOException {
        units = new ClaimingUnits(root);
        tree = units.tree;
    }

    @Test
    void aUnitClaimsWhatItsFragmentAndDropInsSay() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI);
        tree.file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=//wiki.example/ /w/", "Prefix=/%p/x/", "QueueMax=7");
        UnitClaims read = units.read();
        assertEquals(
                List.of("/wiki/ wiki.socket:6", "//wiki.example/ 50.conf:2", "/w/ 50.conf:2", "/wiki/x/ 50.conf:3"),
                ClaimingUnits.shown(read.claims()));
        App app = read.claims().get(0).app();
        assertEquals(
                new App(
                        "wiki.socket",
                        App.serviceOf("wiki.socket"),
                        null,
                        Path.of("/run/usher/apps/wiki.sock"),
                        null,
                        Duration.ofSeconds(90),
                        7,
                        true,
                        false),
                app);
        assertEquals(List.of(), read.problems());
    }

    @Test
    void anAppForStreamsIsTheTargetOfTheRelay() throws IOException {
        tree.file(
                "d/wiki.socket",
                "[Socket]",
                "ListenStream=/run/wiki.sock",
                "[X-HTTP]",
                "Prefix=/wiki/",
                "StartTimeoutSec=5",
                "ResponseTimeoutSec=2min",
                "ClientAddress=proxy-v2");
        App app = units.read().claims().get(0).app();
        assertEquals(App.RELAY, app.socket());
        assertEquals("/run/wiki.sock\n5000\n120000\nproxy-v2", app.target());
    }

    @Test
    void aRelayOfItsOwnIsToldWhereTo() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI)
                .file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Forward=127.0.0.1:8080");
        App app = units.read().claims().get(0).app();
        assertEquals(Path.of("/run/usher/apps/wiki.sock"), app.socket());
        assertEquals("127.0.0.1:8080\n90000\n300000\nx-forwarded", app.target());
    }

    @Test
    void serverOfFilesIsToldWhichAndForHowLong() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI)
                .file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Static=/srv/%p/", "MaxAge=1min", "StartTimeoutSec=7");
        App app = units.read().claims().get(0).app();
        App files = Objects.requireNonNull(app.first());
        assertEquals("/srv/wiki/\n60000", files.target());
        assertEquals(Path.of("/run/usher/apps/usher-static.sock"), files.socket());
        assertEquals(Duration.ofSeconds(7), files.startTimeout(), "it has as long as the app");
        assertEquals("usher-static.socket for wiki.socket", files.unit());
        assertEquals(Path.of("/run/usher/apps/wiki.sock"), app.socket());
    }

    @Test
    void anEmptyPrefixTakesBackWhatWasClaimed() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI)
                .file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=", "Prefix=/w/");
        assertEquals(List.of("/w/ 50.conf:3"), ClaimingUnits.shown(units.read().claims()));
    }

    @Test
    void aPrefixIsClaimedOnceByEachUnit() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI).file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=/wiki/");
        assertEquals(
                List.of("/wiki/ wiki.socket:6"),
                ClaimingUnits.shown(units.read().claims()));
    }

    @Test
    void everySettingOfAnAppIsRead() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI);
        tree.file(
                "d/wiki.socket.d/50.conf",
                "[X-HTTP]",
                "StartTimeoutSec=1min 5s",
                "Unread=no",
                "Isolate=yes",
                "QueueMax=9");
        App app = units.read().claims().get(0).app();
        assertEquals(Duration.ofSeconds(65), app.startTimeout());
        assertEquals("false true 9", app.unread() + " " + app.isolate() + " " + app.queueMax());
    }

    @Test
    void unitsWithoutTheSectionAreNotOurs() throws IOException {
        tree.file("d/dbus.socket", "[Socket]", "ListenStream=/run/dbus/system_bus_socket");
        assertEquals(new UnitClaims(List.of(), List.of(), List.of(), Map.of()), units.read());
    }

    /** systemd passes over a name that can be no service's, and starts the one of the socket's own name. */
    @ParameterizedTest
    @CsvSource({
        "other.service, other.service",
        "%p.service, wiki.service",
        "%N-x.service, wiki-x.service",
        "wiki, wiki.service",
        "wiki.servce, wiki.service",
        "'\"other.service\"', wiki.service",
        "other.service # main, wiki.service",
        "a.service b.service, wiki.service",
        "./other.service, wiki.service",
        "other@.service, wiki.service",
        "other.socket, wiki.service"
    })
    void theServiceIsTheOneThatSystemdWouldStart(String written, String service) throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI);
        tree.file("d/wiki.socket.d/50.conf", "[Socket]", "Service=" + written);
        assertEquals(service, units.read().claims().get(0).app().service());
    }

    @Test
    void twoUnitsThatListenAtOnePathAreBothRefusedAndNamed() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI).file("d/other.socket", ClaimingUnits.WIKI);
        String[] copied = ClaimingUnits.WIKI.clone();
        copied[1] = "ListenDatagram=/run/usher/apps/wiki.sock";
        tree.file("d/blog.socket", copied);
        UnitClaims read = units.read();
        assertEquals(
                Map.of(
                        "blog.socket", AppState.UNSAFE,
                        "wiki.socket", AppState.UNSAFE,
                        "other.socket", AppState.LISTENING),
                read.states());
        assertEquals(
                List.of("shared-socket ERROR blog.socket", "shared-socket ERROR wiki.socket"),
                read.problems().stream().map(ClaimingUnits::brief).toList());
        assertEquals(2, read.problems().get(1).line());
        assertEquals(
                "wiki.socket listens at the path of blog.socket, /run/usher/apps/wiki.sock: systemd leaves it to the one"
                        + " that starts last, so neither is used: give each its own path",
                read.problems().get(1).text());
    }

    @Test
    void twoNamesOfOneDirectoryMakeOnePath(@TempDir Path directory) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("d")));
        String[] wiki = ClaimingUnits.WIKI.clone();
        wiki[1] = "ListenDatagram=" + link.resolve("app.sock");
        String[] blog = ClaimingUnits.WIKI.clone();
        blog[1] = "ListenDatagram=" + directory.resolve("d/app.sock");
        tree.file("d/wiki.socket", wiki).file("d/blog.socket", blog);
        UnitClaims read = units.read();
        assertEquals(Map.of("blog.socket", AppState.UNSAFE, "wiki.socket", AppState.UNSAFE), read.states());
    }

    /** systemd passes over such a line, too. */
    @Test
    void aPathThatTheKernelDoesNotTakeIsNoListener() throws IOException {
        String[] wiki = ClaimingUnits.WIKI.clone();
        wiki[1] = "ListenDatagram=/run/" + "\u00fc".repeat(51);
        tree.file("d/wiki.socket", wiki);
        assertEquals(1, units.read().claims().size());
        wiki[1] += "/x";
        tree.file("d/wiki.socket", wiki);
        UnitClaims read = units.read();
        assertEquals(List.of(), read.claims());
        assertEquals("no-usable-listener", read.problems().get(0).id());
    }

    @Test
    void aBrokenUnitStopsNoOther() throws IOException {
        tree.file("d/broken.socket", "[X-HTTP]", "\u0000\u0001", "=", "[X-HTTP]", "Prefix", "[X-HTTP")
                .file("d/wiki.socket", ClaimingUnits.WIKI);
        assertEquals(
                List.of("/wiki/ wiki.socket:6"),
                ClaimingUnits.shown(units.read().claims()));
    }

    /** systemd passes over both, and so the unit is whole: its claims must not freeze. */
    @Test
    void aDropInThatIsADirectoryOrALinkToNothingIsNamedAndMissedByNobody() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI).link("d/wiki.socket.d/60.conf", "/nonexistent/60.conf");
        Files.createDirectories(tree.path("d/wiki.socket.d/70.conf"));
        UnitClaims read = units.read();
        assertEquals(List.of("/wiki/ wiki.socket:6"), ClaimingUnits.shown(read.claims()));
        assertEquals(
                "unreadable-file WARNING wiki.socket",
                ClaimingUnits.brief(read.problems().get(0)));
        assertEquals(
                "rm -r " + tree.path("d/wiki.socket.d/60.conf"),
                read.problems().get(0).fix());
        assertTrue(read.problems().get(1).text().endsWith("it is a directory"));
    }

    /** systemd does not see the mode below the broken line, so neither do we. */
    @Test
    void ofADropInCountsWhatStandsAboveALineThatSystemdCannotRead() throws IOException {
        tree.file("d/wiki.socket", "[Socket]", "ListenDatagram=/run/usher/apps/x", "[X-HTTP]", "Prefix=/wiki/");
        tree.file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=/w/", "[Socket", "[Socket]", "SocketMode=0600");
        UnitClaims read = units.read();
        assertEquals(List.of("/wiki/ wiki.socket:4", "/w/ 50.conf:2"), ClaimingUnits.shown(read.claims()));
        assertEquals(
                "unreadable-line ERROR wiki.socket",
                ClaimingUnits.brief(read.problems().get(0)));
    }

    @Test
    void filesOfOursThatChangedUnderSystemdAreAProblem() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI).file("d/dbus.socket", "[Socket]");
        UnitSource stale = new UnitSource() {
            @Override
            public List<UnitFiles> activeSockets() {
                return List.of(
                        new UnitFiles("dbus.socket", List.of(tree.path("d/dbus.socket")), "listening", "", true),
                        new UnitFiles("wiki.socket", List.of(tree.path("d/wiki.socket")), "listening", "", true));
            }

            @Override
            public List<Path> filesOf(String unit) {
                return List.of();
            }
        };
        List<Problem> problems =
                new ClaimReader(FakeMachine::new, List.of()).readAgain(stale).problems();
        Fixes.assertPasteable(problems);
        assertEquals(
                List.of("needs-reload WARNING wiki.socket"),
                problems.stream()
                        .map(ClaimingUnits::brief)
                        .filter(brief -> brief.startsWith("needs-reload"))
                        .toList());
    }
}
