package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Kernel;

/** What systemd says unasked: which units have changed, and that it has read all files anew. */
@Timeout(20)
final class ChangesTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    void aChangedSocketIsNamedAndTheEndOfAReloadMeansEverything() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            peer.send(WireMessage.signal(peer.order, "NameAcquired", "s", ":1.7"));
            changed(peer, "site@a-b.socket");
            FakeBus.Received call = peer.next();
            peer.send(WireMessage.signal(peer.order, "Reloading", "b", true));
            for (int i = 0; i < 3; i++) {
                peer.error(i == 0 ? call : peer.next(), "org.freedesktop.systemd1.NoSuchUnit", "Unit not found.");
            }
            for (int i = 0; i < 3; i++) {
                peer.error(peer.next(), "org.freedesktop.systemd1.NoSuchUnit", "Unit not found.");
            }
            changed(peer, "wiki.socket");
            peer.send(WireMessage.signal(peer.order, "Reloading", "b", false));
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                assertEquals(Set.of("site@a-b.socket"), changes(systemd));
                assertFalse(systemd.awaitChange(SHORT), "nothing comes in time");
                assertEquals(List.of(), systemd.filesOf("any.service"));
                assertTrue(systemd.hasReloaded(), "it has begun, heard during a call");
                assertTrue(systemd.awaitChange(Duration.ZERO), "what it brings is ahead");
                assertEquals(List.of(), systemd.filesOf("any.service"));
                assertEquals(Set.of(), systemd.takeChanges(), "waits for the end");
            }
            assertEquals(List.of("AddMatch", "AddMatch", "AddMatch", "Subscribe", "GetNameOwner"), calls);
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
                while (systemd.awaitChange(rounds == 0 ? PATIENT : SHORT)) {
                    assertEquals(Set.of("wiki.socket"), systemd.takeChanges());
                    rounds++;
                }
                assertTrue(rounds < 100, rounds + " rounds");
            }
            assertTrue(bus != null);
        }
    }

    /** Who asks before it says that it knows of no change must not be told so while one lies unread. */
    @Test
    void whatHasComeIsHeardThoughThereIsNoTimeToWait() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            changed(peer, "wiki.socket");
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                while (!systemd.awaitChange(Duration.ZERO)) {
                    Thread.onSpinWait(); // it is on its way
                }
                assertEquals(Set.of("wiki.socket"), systemd.takeChanges());
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
                Set<String> changes = changes(systemd);
                while (!changes.isEmpty()) {
                    assertTrue(changes.size() <= 256);
                    changes = changes(systemd);
                }
            }
            assertTrue(bus != null);
        }
    }

    /** dbus-daemon passes a signal with a destination on, whatever rules its receiver has, and lets every user send one. */
    @Test
    void whatAnybodyButSystemdSaysIsNotHeardAndEndsNothing() throws IOException {
        String stranger = ":1.66";
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            String units = "/org/freedesktop/systemd1/unit/";
            peer.send(WireMessage.signalFrom(stranger, "/x", peer.order, "Reloading", "b", true));
            peer.send(WireMessage.signalFrom(stranger, "/x", peer.order, "Reloading", "b", false));
            peer.send(WireMessage.signalFrom(stranger, units + "_", peer.order, "PropertiesChanged", ""));
            peer.send(WireMessage.signalFrom(stranger, units + "a_2esocket", peer.order, "PropertiesChanged", ""));
            peer.send(nameOwnerChanged(stranger, peer, ":1.66"));
            peer.send(WireMessage.signalFrom(stranger, "/x", peer.order, "Reloading", "s", "x".repeat(1 << 19)));
            peer.send(WireMessage.signalOf(units + "_", peer.order, "PropertiesChanged", ""));
            peer.send(WireMessage.message(peer.order, 4, List.of(WireMessage.field(1, "s", "no path")), ""));
            changed(peer, "wiki.socket");
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                assertEquals(Set.of("wiki.socket"), changes(systemd));
                assertFalse(systemd.hasReloaded());
            }
            assertEquals(5, calls.size(), "one connection served them all");
            assertTrue(bus != null);
        }
    }

    @Test
    void aNewOwnerOfTheNameIsHeardFromThenOnAndMayHaveChangedEverything() throws IOException {
        try (FakeBus bus = new FakeBus(socket(), peer -> {
            subscription(peer);
            peer.send(nameOwnerChanged("org.freedesktop.DBus", peer, ":1.9"));
            peer.awaitClose();
        })) {
            try (Systemd systemd = connect()) {
                systemd.subscribe();
                assertEquals(Set.of(), changes(systemd));
                assertTrue(systemd.hasReloaded(), "what was answered before is of another moment");
            }
            assertTrue(bus != null);
        }
    }

    private static byte[] nameOwnerChanged(String sender, FakeBus.Peer peer, String owner) {
        return WireMessage.signalFrom(
                sender,
                "/org/freedesktop/DBus",
                peer.order,
                "NameOwnerChanged",
                "sss",
                "org.freedesktop.systemd1",
                FakeSystemd.OWNER,
                owner);
    }

    /** Lets a client in that subscribes. */
    private void subscription(FakeBus.Peer peer) throws IOException {
        peer.welcome();
        for (int i = 0; i < 5; i++) {
            FakeBus.Received call = peer.next();
            String described = FakeSystemd.described(call.message());
            calls.add(described);
            if (described.equals("GetNameOwner")) {
                peer.reply(call, "s", FakeSystemd.OWNER);
            } else {
                peer.reply(call, "");
            }
        }
    }

    private static void changed(FakeBus.Peer peer, String unit) throws IOException {
        peer.send(change(peer, unit));
    }

    private static byte[] change(FakeBus.Peer peer, String unit) {
        String path = "/org/freedesktop/systemd1/unit/" + ListedUnit.label(unit);
        return WireMessage.signalOf(path, peer.order, "PropertiesChanged", "s", "org.freedesktop.systemd1.Socket");
    }

    private Systemd connect() {
        return new Systemd(Kernel.linux(), socket(), PATIENT);
    }

    private Path socket() {
        return directory.resolve("bus");
    }

    /** Waits for a change, and returns the units that are named: none if any may have changed. */
    private static Set<String> changes(Systemd systemd) throws IOException {
        assertTrue(systemd.awaitChange(PATIENT));
        return systemd.takeChanges();
    }
}
