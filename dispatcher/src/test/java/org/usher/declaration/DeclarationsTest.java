package org.usher.declaration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.machine.FakeMachine;
import org.usher.machine.FileStatus;
import org.usher.prefix.HostPattern;
import org.usher.problem.Problem;
import org.usher.problem.Remedies;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitPath;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitTree;

final class DeclarationsTest {
    private static final String[] GOOD = {
        "[Socket]",
        "ListenDatagram=/run/usher/apps/%p.sock",
        "SocketMode=0660",
        "SocketGroup=usher",
        "[X-HTTP]",
        "Prefix=/wiki/",
        "[Unit]",
        "OnFailure=usher-rearm@%p.service"
    };

    /** Cannot be read, not even by root. */
    private static final String TOO_LONG = "#".repeat(1 << 20);

    private final FakeMachine machine = new FakeMachine();
    private UnitTree tree = new UnitTree(Path.of("/"));

    @BeforeEach
    void plant(@TempDir Path root) throws IOException {
        tree = new UnitTree(root);
        Files.createDirectories(tree.path("d"));
    }

    @Test
    void aUnitClaimsWhatItsFragmentAndDropInsSay() throws IOException {
        tree.file("d/wiki.socket", GOOD);
        tree.file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=//wiki.example/ /w/", "Prefix=/%p/x/", "QueueMax=7");
        Declarations read = read();
        assertEquals(
                List.of("/wiki/ wiki.socket:6", "//wiki.example/ 50.conf:2", "/w/ 50.conf:2", "/wiki/x/ 50.conf:3"),
                shown(read.claims()));
        App app = read.claims().get(0).app();
        assertEquals(
                new App(
                        "wiki.socket",
                        App.Mode.HANDOFF,
                        Path.of("/run/usher/apps/wiki.sock"),
                        Duration.ofSeconds(90),
                        7,
                        true,
                        false),
                app);
        assertEquals(List.of(), read.problems());
    }

    @Test
    void anEmptyPrefixTakesBackWhatWasClaimed() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=", "Prefix=/w/");
        assertEquals(List.of("/w/ 50.conf:3"), shown(read().claims()));
    }

    @Test
    void aPrefixIsClaimedOnceByEachUnit() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=/wiki/");
        assertEquals(List.of("/wiki/ wiki.socket:6"), shown(read().claims()));
    }

    @Test
    void everySettingOfAnAppIsRead() throws IOException {
        tree.file("d/wiki.socket", GOOD);
        tree.file(
                "d/wiki.socket.d/50.conf",
                "[X-HTTP]",
                "StartTimeoutSec=1min 5s",
                "Unread=no",
                "Isolate=yes",
                "QueueMax=9");
        App app = read().claims().get(0).app();
        assertEquals(Duration.ofSeconds(65), app.startTimeout());
        assertEquals("false true 9", app.unread() + " " + app.isolate() + " " + app.queueMax());
    }

    @Test
    void unitsWithoutTheSectionAreNotOurs() throws IOException {
        tree.file("d/dbus.socket", "[Socket]", "ListenStream=/run/dbus/system_bus_socket");
        assertEquals(new Declarations(List.of(), Settings.DEFAULT, Map.of(), List.of(), Map.of(), Set.of()), read());
    }

    @Test
    void settingsStandInUsherSocket() throws IOException {
        tree.file(
                "d/usher.socket",
                "[Socket]",
                "ListenStream=80",
                "FileDescriptorName=http",
                "[X-HTTP]",
                "HeadTimeoutSec=3",
                "HeadSizeMax=64K");
        tree.file(
                "d/usher.socket.d/50.conf", "[X-HTTP]", "PendingHeadsMax=100", "PendingHeadsPerSourceMax=9", "Port=80");
        tree.file("d/usher.socket.d/60.conf", "[X-HTTP]", "Hosts=a.example b.example", "Hosts=*.C.example");
        Declarations read = read();
        assertEquals(new Settings(Duration.ofSeconds(3), 65536, 100, 9), read.settings());
        List<HostPattern> hosts = List.of(
                new HostPattern.Name("a.example"),
                new HostPattern.Name("b.example"),
                new HostPattern.Subdomains("c.example"));
        assertEquals(OptionalInt.of(80), read.portOf("http"));
        assertEquals(new HostPolicy(hosts, Map.of("http", hosts), false), read.hostPolicy(false));
        assertEquals(List.of(), read.problems());
        assertEquals(List.of(), read.claims());
    }

    /** An admin's second listener: its fd comes under the name of its unit. */
    @Test
    void everyListenerOfTheDispatcherHasAPortAndHostsOfItsOwn() throws IOException {
        tree.file("d/usher.socket", "[Socket]", "ListenStream=80", "[X-HTTP]", "Hosts=a.example");
        tree.file(
                "d/alt.socket",
                "[Socket]",
                "ListenStream=127.0.0.1:8080",
                "ListenStream=/run/alt",
                "Service=usher.service",
                "[X-HTTP]",
                "Port=80",
                "Hosts=b.example",
                "QueueMax=5");
        tree.file("d/silent.socket", "[Socket]", "ListenStream=[::]:81", "Service=usher.service");
        Declarations read = read();
        assertEquals(OptionalInt.of(80), read.portOf("alt.socket"));
        assertEquals(OptionalInt.empty(), read.portOf("usher.socket"));
        List<HostPattern> b = List.of(new HostPattern.Name("b.example"));
        assertEquals(b, read.hostPolicy(false).own().get("alt.socket"));
        assertFalse(read.hostPolicy(false).own().containsKey("silent.socket"), "it takes those of usher.socket");
        assertEquals(
                List.of(new ListenPoint("alt.socket", "http", 80, true)),
                read.listeners().get("alt.socket").points());
        assertEquals(
                List.of(new ListenPoint("silent.socket", "http", 81, false)),
                read.listeners().get("silent.socket").points());
        assertEquals(1, read.problems().size(), read.problems().toString());
        String text = read.problems().get(0).text();
        assertTrue(text.endsWith(": it belongs to the .socket unit of the app"), text);
        assertEquals(List.of("usher.socket", "alt.socket", "silent.socket"), units(read));
    }

    private static List<String> units(Declarations read) {
        List<String> units = new ArrayList<>();
        read.listenersInOrder().forEach(listener -> units.add(listener.unit()));
        return units;
    }

    @Test
    void aBadSettingIsAProblemAndItsDefaultCounts() throws IOException {
        tree.file(
                "d/usher.socket", "[X-HTTP]", "HeadTimeoutSec=soon", "HeadSizeMax=65K", "Port=0", "PendingHeadsMax=x");
        Declarations read = read();
        assertEquals(Settings.DEFAULT, read.settings());
        assertEquals(OptionalInt.empty(), read.portOf("usher.socket"));
        assertEquals(4, read.problems().size());
        assertEquals(
                "HeadTimeoutSec=soon is not a time span from 1ms to 600s, such as 30s or 1min 30s; 10s is used instead",
                read.problems().get(0).text());
    }

    @Test
    void anUnsafeSocketKeepsItsClaimsAndIsNamed() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/wiki.socket.d/50.conf", "[Socket]", "SocketMode=0666");
        Declarations read = read();
        assertEquals(Map.of("wiki.socket", AppState.UNSAFE), read.states());
        assertEquals(1, read.claims().size());
    }

    @Test
    void aBrokenUnitStopsNoOther() throws IOException {
        tree.file("d/broken.socket", "[X-HTTP]", "\u0000\u0001", "=", "[X-HTTP]", "Prefix", "[X-HTTP")
                .file("d/wiki.socket", GOOD);
        assertEquals(List.of("/wiki/ wiki.socket:6"), shown(read().claims()));
    }

    @Test
    void aUnitThatCannotBeReadWholeKeepsItsLastGoodClaims() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/blog.socket", "[X-HTTP]");
        tree.file("d/wiki.socket.d/50.conf", "[Socket]", "SocketMode=0660", "[X-HTTP]", "Prefix=/w/");
        Declarations good = read();
        tree.file("d/wiki.socket.d/60.conf", TOO_LONG);
        Files.delete(tree.path("d/wiki.socket.d/50.conf"));
        Declarations broken = read();
        assertEquals(Set.of("wiki.socket"), broken.partial());
        assertEquals(List.of("/wiki/ wiki.socket:6"), shown(broken.claims()), "what can be read counts");
        Declarations kept = broken.keepingLastGood(good);
        assertEquals(good.claims(), kept.claims());
        assertEquals(broken.problems(), kept.problems());
        Files.delete(tree.path("d/wiki.socket.d/60.conf"));
        assertEquals(
                List.of("/wiki/ wiki.socket:6"),
                shown(read().keepingLastGood(kept).claims()));
    }

    /** systemd passes over both, and so the unit is whole: its claims must not freeze. */
    @Test
    void aDropInThatIsADirectoryOrALinkToNothingIsNamedAndMissedByNobody() throws IOException {
        tree.file("d/wiki.socket", GOOD).link("d/wiki.socket.d/60.conf", "/nonexistent/60.conf");
        Files.createDirectories(tree.path("d/wiki.socket.d/70.conf"));
        Declarations read = read();
        assertEquals(Set.of(), read.partial());
        assertEquals(List.of("/wiki/ wiki.socket:6"), shown(read.claims()));
        assertEquals(
                "unreadable-file WARNING wiki.socket", brief(read.problems().get(0)));
        assertEquals(
                "rm -r " + tree.path("d/wiki.socket.d/60.conf"),
                read.problems().get(0).fix());
        assertTrue(read.problems().get(1).text().endsWith("it is a directory"));
    }

    @Test
    void aUnitThatSystemdDoesNotLoadClaimsNothingAndKeepsWhatItHad() throws IOException {
        tree.file("d/wiki.socket", GOOD);
        Declarations good = read();
        tree.file("d/wiki.socket", "[X-HTTP]", "Prefix=/w/", "[Socket", "SocketMode=0666");
        Declarations broken = read();
        assertEquals(List.of(), broken.claims());
        assertEquals(
                "unreadable-line ERROR wiki.socket", brief(broken.problems().get(0)));
        assertEquals(3, broken.problems().get(0).line());
        assertEquals(good.claims(), broken.keepingLastGood(good).claims());
    }

    /** systemd does not see the mode below the broken line, so neither do we. */
    @Test
    void ofADropInCountsWhatStandsAboveALineThatSystemdCannotRead() throws IOException {
        tree.file("d/wiki.socket", "[Socket]", "ListenDatagram=/run/usher/apps/x", "[X-HTTP]", "Prefix=/wiki/");
        tree.file("d/wiki.socket.d/50.conf", "[X-HTTP]", "Prefix=/w/", "[Socket", "[Socket]", "SocketMode=0600");
        Declarations read = read();
        assertEquals(List.of("/wiki/ wiki.socket:4", "/w/ 50.conf:2"), shown(read.claims()));
        assertEquals(Map.of("wiki.socket", AppState.UNSAFE), read.states());
        assertEquals("unreadable-line ERROR wiki.socket", brief(read.problems().get(0)));
    }

    @Test
    void aKeptClaimKeepsTheSafetyThatItHad() throws IOException {
        tree.file("d/wiki.socket", "[X-HTTP]", "Prefix=/wiki/", "[Socket]", "ListenDatagram=/run/usher/apps/x");
        tree.file("d/wiki.socket.d/50.conf", "[Socket]", "SocketMode=0660", "SocketGroup=usher");
        Declarations good = read();
        assertEquals(Map.of("wiki.socket", AppState.LISTENING), good.states());
        Files.delete(tree.path("d/wiki.socket.d/50.conf"));
        tree.file("d/wiki.socket.d/50.conf", TOO_LONG);
        assertEquals(Map.of("wiki.socket", AppState.UNSAFE), read().states());
        assertEquals(good.states(), read().keepingLastGood(good).states());
    }

    @Test
    void settingsThatCannotBeReadStayAsTheyWere() throws IOException {
        tree.file("d/usher.socket", "[X-HTTP]", "HeadTimeoutSec=3");
        Declarations good = read();
        Files.delete(tree.path("d/usher.socket"));
        tree.file("d/usher.socket", "[X-HTTP]", "HeadTimeoutSec=4").file("d/usher.socket.d/50.conf", TOO_LONG);
        assertEquals(good.settings(), read().keepingLastGood(good).settings());
    }

    @Test
    void aFileThatOthersCanWriteIsAProblemInOurUnitsOnly() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/dbus.socket", "[Socket]");
        for (String name : List.of("d/wiki.socket", "d/dbus.socket")) {
            machine.with(tree.path(name), new FileStatus(FileStatus.Kind.FILE, 0, "root", "root", 0664));
        }
        List<Problem> problems = read().problems();
        assertEquals(1, problems.size());
        assertEquals("untrusted-file", problems.get(0).id());
        assertEquals("chmod go-w " + tree.path("d/wiki.socket"), problems.get(0).fix());
    }

    @Test
    void filesThatChangedUnderSystemdAreAProblemOfOursAndANoteOfOthers() throws IOException {
        tree.file("d/wiki.socket", GOOD).file("d/dbus.socket", "[Socket]");
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
        List<Problem> problems = Declarations.read(stale, new FakeMachine()).problems();
        Remedies.assertPasteable(problems);
        assertEquals("needs-reload NOTE dbus.socket", brief(problems.get(0)));
        assertEquals("needs-reload WARNING wiki.socket", brief(problems.get(1)));
    }

    private static String brief(Problem problem) {
        return problem.id() + " " + problem.severity() + " " + problem.unit();
    }

    private Declarations read() throws IOException {
        Declarations read = Declarations.read(UnitPath.directory(tree.path("d")), machine);
        Remedies.assertPasteable(read.problems());
        return read;
    }

    private static List<String> shown(List<Claim> claims) {
        List<String> shown = new ArrayList<>();
        for (Claim claim : claims) {
            shown.add(claim.prefix() + " " + claim.file().getFileName() + ":" + claim.line());
        }
        return shown;
    }
}
