package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Kernel;
import org.usher.unit.UnitFiles;

@Timeout(20)
final class SystemdTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final FakeSystemd fake = new FakeSystemd();

    @Test
    void socketsThatAreActiveOrHaveFailedComeByNameWithTheirFilesInOrder() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), fake);
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
            assertEquals("ListUnitsByPatterns [active, failed] [*.socket]", fake.calls.get(0));
            assertEquals(1 + 4 * 3 + 1, fake.calls.size(), "why it failed is asked for the failed one only");
            assertEquals(expected, systemd.activeSockets(), "the connection is used again");
            assertTrue(bus != null);
        }
    }

    @Test
    void aUnitThatGoesWhileItIsAskedAboutIsLeftOut() throws IOException {
        FakeBus.Script script = peer -> {
            peer.welcome();
            peer.reply(peer.next(), "a(ssssssouso)", List.of(FakeSystemd.row("gone.socket", "listening")));
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

    /** As for a unit with {@code Service=%p.service}, of whose service systemd answers InvalidArgs. */
    @Test
    void anErrorAboutOneUnitIsThatUnitsAloneAndTheConnectionStays() throws IOException {
        List<Integer> connections = new ArrayList<>();
        FakeBus.Script script = peer -> {
            connections.add(1);
            peer.welcome();
            peer.reply(
                    peer.next(),
                    "a(ssssssouso)",
                    List.of(FakeSystemd.row("bad.socket", "listening"), FakeSystemd.row("good.socket", "listening")));
            peer.error(peer.next(), "org.example.Denied", "Access denied");
            peer.reply(peer.next(), "v", new WireMessage.Variant("as", List.of()));
            peer.reply(peer.next(), "v", new WireMessage.Variant("b", false));
            peer.reply(peer.next(), "v", new WireMessage.Variant("s", "/etc/good.socket"));
            peer.reply(peer.next(), "v", new WireMessage.Variant("as", List.of()));
            peer.reply(peer.next(), "v", new WireMessage.Variant("b", false));
            for (int i = 0; i < 3; i++) {
                peer.error(peer.next(), "org.freedesktop.DBus.Error.InvalidArgs", "Unit name %p.service is not valid");
            }
            peer.awaitClose();
        };
        try (FakeBus bus = new FakeBus(socket(), script)) {
            try (Systemd systemd = connect()) {
                assertEquals(
                        List.of(
                                UnitFiles.unanswered(
                                        "bad.socket", "Get of bad.socket: Access denied (org.example.Denied)"),
                                new UnitFiles(
                                        "good.socket", List.of(Path.of("/etc/good.socket")), "listening", "", false)),
                        systemd.activeSockets());
                assertEquals(List.of(), systemd.filesOf("%p.service"));
                assertEquals(1, connections.size());
            }
            assertTrue(bus != null);
        }
    }

    @Test
    void filesOfAServiceAreAskedForByItsEscapedName() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), fake);
                Systemd systemd = connect()) {
            assertEquals(
                    List.of(
                            Path.of("/etc/wiki.socket"),
                            Path.of("/etc/wiki.socket.d/50-http.conf"),
                            Path.of("/run/x.conf")),
                    systemd.filesOf("wiki.socket"));
            assertEquals("Get /org/freedesktop/systemd1/unit/wiki_2esocket FragmentPath", fake.calls.get(0));
            assertEquals(List.of(), systemd.filesOf("unknown.service"));
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
        assertEquals(label, ListedUnit.label(unit));
        assertEquals(unit, ListedUnit.unitOf(label));
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
                fake.run(peer);
            }
        };
        try (FakeBus bus = new FakeBus(socket(), script);
                Systemd systemd = connect()) {
            assertThrows(IOException.class, systemd::activeSockets);
            assertEquals(FakeSystemd.UNITS.size(), systemd.activeSockets().size());
            assertTrue(bus != null);
        }
    }

    @Test
    void unitsAreAskedForByTheirNamesAndThoseThatAreStoppedAreLeftOut() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), fake);
                Systemd systemd = connect()) {
            List<UnitFiles> units = systemd.activeSockets(new TreeSet<>(Set.of("wiki.socket", "stopped.socket")));
            assertEquals(1, units.size());
            assertEquals("wiki.socket", units.get(0).unit());
            assertEquals("ListUnitsByNames [stopped.socket, wiki.socket]", fake.calls.get(0));
            assertEquals(1 + 3, fake.calls.size(), "and of the others nothing is asked");
            assertTrue(bus != null);
        }
    }

    private Systemd connect() {
        return new Systemd(Kernel.linux(), socket(), PATIENT);
    }

    private Path socket() {
        return directory.resolve("bus");
    }
}
