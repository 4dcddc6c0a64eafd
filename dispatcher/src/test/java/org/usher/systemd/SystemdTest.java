package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Kernel;
import org.usher.systemd.WireMessage.Variant;
import org.usher.unit.UnitFiles;

@Timeout(20)
final class SystemdTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** What the fake systemd says of each unit: state, fragment, drop-ins, and whether it needs a reload. */
    private record Unit(String state, String fragment, List<String> dropIns, boolean needsReload) {}

    private static final Map<String, Unit> UNITS = Map.of(
            "wiki.socket",
            new Unit("running", "/etc/wiki.socket", List.of("/etc/wiki.socket.d/50-http.conf", "/run/x.conf"), true),
            "dbus.socket",
            new Unit("listening", "/lib/dbus.socket", List.of(), false),
            "made-up.socket",
            new Unit("listening", "", List.of(), false),
            "shop.socket",
            new Unit("failed", "/etc/shop.socket", List.of(), false));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    void socketsThatAreActiveOrHaveFailedComeByNameWithTheirFilesInOrder() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), systemd());
                Systemd systemd = connect()) {
            List<UnitFiles> expected = List.of(
                    new UnitFiles("dbus.socket", List.of(Path.of("/lib/dbus.socket")), "listening", "", false),
                    new UnitFiles("made-up.socket", List.of(), "listening", "", false),
                    new UnitFiles(
                            "shop.socket", List.of(Path.of("/etc/shop.socket")), "failed", "trigger-limit-hit", false),
                    new UnitFiles(
                            "wiki.socket",
                            List.of(
                                    Path.of("/etc/wiki.socket"),
                                    Path.of("/etc/wiki.socket.d/50-http.conf"),
                                    Path.of("/run/x.conf")),
                            "running",
                            "",
                            true));
            assertEquals(expected, systemd.activeSockets());
            assertEquals("ListUnitsByPatterns [active, failed] [*.socket]", calls.get(0));
            assertEquals(1 + 4 * 3 + 1, calls.size(), "why it failed is asked for the failed one only");
            assertEquals(expected, systemd.activeSockets(), "the connection is used again");
            assertTrue(bus != null);
        }
    }

    @Test
    void aUnitThatGoesWhileItIsAskedAboutIsLeftOut() throws IOException {
        FakeBus.Script script = peer -> {
            peer.welcome();
            peer.reply(peer.next(), "a(ssssssouso)", List.of(row("gone.socket", "listening")));
            for (int i = 0; i < 3; i++) {
                peer.error(peer.next(), "org.freedesktop.DBus.Error.UnknownObject", "Unknown object");
            }
        };
        try (FakeBus bus = new FakeBus(socket(), script);
                Systemd systemd = connect()) {
            assertEquals(List.of(), systemd.activeSockets());
            assertTrue(bus != null);
        }
    }

    @Test
    void filesOfAServiceAreAskedForByItsEscapedName() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), systemd());
                Systemd systemd = connect()) {
            assertEquals(
                    List.of(
                            Path.of("/etc/wiki.socket"),
                            Path.of("/etc/wiki.socket.d/50-http.conf"),
                            Path.of("/run/x.conf")),
                    systemd.filesOf("wiki.socket"));
            assertEquals("Get /org/freedesktop/systemd1/unit/wiki_2esocket FragmentPath", calls.get(0));
            assertEquals(List.of(), systemd.filesOf("unknown.service"));
            assertTrue(bus != null);
        }
    }

    @Test
    void pathsOfASocketAreThoseThatSystemdListensOn() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), systemd());
                Systemd systemd = connect()) {
            assertEquals(List.of(Path.of("/run/alias.sock")), systemd.pathsOf("wiki.socket", "ListenDatagram"));
            assertEquals(List.of("Get /org/freedesktop/systemd1/unit/wiki_2esocket Listen"), calls);
            assertEquals(List.of(), systemd.pathsOf("unknown.socket", "ListenDatagram"));
            assertTrue(bus != null);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wiki.socket, wiki_2esocket",
        "site@a-b.socket, site_40a_2db_2esocket",
        "1st.socket, _31st_2esocket",
        "a_b\\x2d.socket, a_5fb_5cx2d_2esocket"
    })
    void aNameBecomesAnObjectPathAsSystemdWritesItAndBack(String unit, String label) throws IOException {
        assertEquals(label, UnitLabel.of(unit));
        assertEquals(unit, UnitLabel.unit(label));
    }

    @Test
    void anAbsentBusIsOneClearSentence() throws IOException {
        try (Systemd systemd = connect()) {
            IOException absent = assertThrows(IOException.class, systemd::activeSockets);
            assertEquals(
                    "cannot ask systemd which units are active: " + socket()
                            + " does not exist (install and start dbus: systemctl enable --now dbus.socket)",
                    absent.getMessage());
        }
    }

    @Test
    void aRefusalNamesTheCallAndTheReason() throws IOException {
        FakeBus.Script script = peer -> {
            peer.welcome();
            peer.error(peer.next(), "org.freedesktop.DBus.Error.ServiceUnknown", "no systemd here");
        };
        try (FakeBus bus = new FakeBus(socket(), script);
                Systemd systemd = connect()) {
            IOException refused = assertThrows(IOException.class, systemd::activeSockets);
            assertEquals(
                    "cannot ask systemd which units are active: " + socket() + ": ListUnitsByPatterns: no systemd here"
                            + " (org.freedesktop.DBus.Error.ServiceUnknown)",
                    refused.getMessage());
            assertTrue(bus != null);
        }
    }

    @Test
    void afterALostBusTheNextQuestionConnectsAgain() throws IOException {
        List<Integer> connections = new ArrayList<>();
        FakeBus.Script script = peer -> {
            connections.add(1);
            if (connections.size() == 1) {
                peer.welcome();
            } else {
                systemd().run(peer);
            }
        };
        try (FakeBus bus = new FakeBus(socket(), script);
                Systemd systemd = connect()) {
            assertThrows(IOException.class, systemd::activeSockets);
            assertEquals(UNITS.size(), systemd.activeSockets().size());
            assertTrue(bus != null);
        }
    }

    @Test
    void aChangedSocketIsNamedAndTheEndOfAReloadMeansEverything() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            peer.send(WireMessage.signal(peer.order, "NameAcquired", "s", ":1.7"));
            peer.send(WireMessage.signal(peer.order, "Reloading", "b", true));
            changed(peer, "site@a-b.socket");
            FakeBus.Received call = peer.next();
            peer.send(WireMessage.signal(peer.order, "Reloading", "b", false));
            for (int i = 0; i < 3; i++) {
                peer.error(i == 0 ? call : peer.next(), "org.freedesktop.systemd1.NoSuchUnit", "Unit not found.");
            }
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                assertEquals(new Changes(false, Set.of("site@a-b.socket")), systemd.awaitChanges(PATIENT));
                assertTrue(systemd.awaitChanges(SHORT).isEmpty(), "nothing comes in time");
                assertEquals(List.of(), systemd.filesOf("any.service"));
                assertEquals(new Changes(true, Set.of()), systemd.awaitChanges(PATIENT), "heard during a call");
            }
            assertEquals("Subscribe", calls.get(2));
            assertTrue(bus != null);
        }
    }

    @Test
    void aUnitThatChangesAllTheTimeIsOneChange() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            ByteArrayOutputStream together = new ByteArrayOutputStream(); // else every round may find but one
            for (int i = 0; i < 500; i++) {
                together.writeBytes(change(peer, "wiki.socket"));
            }
            peer.send(together.toByteArray());
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                int rounds = 0;
                Changes changes = systemd.awaitChanges(PATIENT);
                while (!changes.isEmpty()) {
                    assertEquals(Set.of("wiki.socket"), changes.units());
                    rounds++;
                    changes = systemd.awaitChanges(SHORT);
                }
                assertTrue(rounds < 100, rounds + " rounds");
            }
            assertTrue(bus != null);
        }
    }

    @Test
    void aSwarmOfUnitsMeansEverything() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            for (int i = 0; i < 300; i++) {
                changed(peer, "wiki" + i + ".socket");
            }
            peer.send(WireMessage.signal(peer.order, "Reloading", "b", false));
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                Changes changes = systemd.awaitChanges(PATIENT);
                while (!changes.everything()) {
                    assertTrue(changes.units().size() <= 256);
                    changes = systemd.awaitChanges(PATIENT);
                }
                assertEquals(Set.of(), changes.units());
            }
            assertTrue(bus != null);
        }
    }

    @Test
    void unitsAreAskedForByTheirNamesAndThoseThatAreStoppedAreLeftOut() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), systemd());
                Systemd systemd = connect()) {
            List<UnitFiles> units = systemd.activeSockets(new TreeSet<>(Set.of("wiki.socket", "stopped.socket")));
            assertEquals(1, units.size());
            assertEquals("wiki.socket", units.get(0).unit());
            assertEquals("ListUnitsByNames [stopped.socket, wiki.socket]", calls.get(0));
            assertEquals(1 + 3, calls.size(), "and of the others nothing is asked");
            assertTrue(bus != null);
        }
    }

    /** Lets a client in that subscribes. */
    private void subscription(FakeBus.Peer peer) throws IOException {
        peer.welcome();
        for (int i = 0; i < 3; i++) {
            FakeBus.Received call = peer.next();
            calls.add(described(call.message()));
            peer.reply(call, "");
        }
    }

    private static void changed(FakeBus.Peer peer, String unit) throws IOException {
        peer.send(change(peer, unit));
    }

    private static byte[] change(FakeBus.Peer peer, String unit) {
        String path = "/org/freedesktop/systemd1/unit/" + UnitLabel.of(unit);
        return WireMessage.signalOf(path, peer.order, "PropertiesChanged", "s", "org.freedesktop.systemd1.Socket");
    }

    /** A systemd that knows {@link #UNITS} and writes down what it is asked. */
    private FakeBus.Script systemd() {
        return peer -> {
            peer.welcome();
            while (true) {
                FakeBus.Received call = peer.next();
                String described = described(call.message());
                calls.add(described);
                if (described.startsWith("ListUnits")) {
                    List<Object> rows = new ArrayList<>();
                    UNITS.forEach((name, unit) -> {
                        if (!described.contains("ByNames") || described.contains(name)) {
                            rows.add(row(name, unit.state));
                        }
                    });
                    rows.add(row("stopped.socket", "dead"));
                    peer.reply(call, "a(ssssssouso)", rows);
                    continue;
                }
                Unit unit = null;
                for (Map.Entry<String, Unit> each : UNITS.entrySet()) {
                    if (described.contains("/" + UnitLabel.of(each.getKey()) + " ")) {
                        unit = each.getValue();
                    }
                }
                if (unit == null) {
                    peer.error(call, "org.freedesktop.systemd1.NoSuchUnit", "Unit not found.");
                } else if (described.endsWith("Result")) {
                    peer.reply(call, "v", new Variant("s", "trigger-limit-hit"));
                } else if (described.endsWith("Listen")) {
                    List<Object> listeners = List.of(
                            List.of("Stream", "/run/other.sock"),
                            List.of("Datagram", "@abstract"),
                            List.of("Datagram", "/run/alias.sock"));
                    peer.reply(call, "v", new Variant("a(ss)", listeners));
                } else if (described.endsWith("FragmentPath")) {
                    peer.reply(call, "v", new Variant("s", unit.fragment));
                } else if (described.endsWith("DropInPaths")) {
                    peer.reply(call, "v", new Variant("as", unit.dropIns));
                } else {
                    peer.reply(call, "v", new Variant("b", unit.needsReload));
                }
            }
        };
    }

    private static String described(Message call) throws IOException {
        String text = String.valueOf(call.member());
        if (call.signature().equals("asas")) {
            return text + " " + call.body().strings() + " " + call.body().strings();
        }
        if (call.signature().equals("as")) {
            return text + " " + call.body().strings();
        }
        if (text.equals("Get")) {
            call.body().string();
            return text + " " + call.path() + " " + call.body().string();
        }
        return text;
    }

    private static Object row(String unit, String state) {
        String path = "/org/freedesktop/systemd1/unit/" + UnitLabel.of(unit);
        String active = Map.of("failed", "failed", "dead", "inactive").getOrDefault(state, "active");
        return List.of(unit, "what it is", "loaded", active, state, "", path, 0, "", "/");
    }

    private Systemd connect() {
        return new Systemd(Kernel.linux(), socket(), PATIENT);
    }

    private Path socket() {
        return directory.resolve("bus");
    }
}
