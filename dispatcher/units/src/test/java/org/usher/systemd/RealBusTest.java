package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Kernel;

/** The bus client on a real dbus-daemon, without a systemd on it; skipped, and said so, where there is none. */
@Timeout(60)
final class RealBusTest {
    private static final Path DBUS_DAEMON = Path.of("/usr/bin/dbus-daemon");
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final String BUS = "org.freedesktop.DBus";

    private final List<String> heard = new ArrayList<>();
    private @Nullable Process daemon;
    private Path socket = DBUS_DAEMON;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        assumeTrue(Files.isExecutable(DBUS_DAEMON), "dbus-daemon is not installed");
        socket = directory.resolve("bus");
        Path configuration = Files.writeString(
                directory.resolve("bus.conf"),
                """
                <busconfig>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
                </busconfig>
                """
                        .formatted(socket));
        daemon = new ProcessBuilder(
                        DBUS_DAEMON.toString(), "--nofork", "--print-address", "--config-file=" + configuration)
                .start();
        assertTrue(daemon.inputReader().readLine().startsWith("unix:"), "dbus-daemon says where it listens");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    @Test
    void moreCallsThanTheBusAllowsAtOnceAreAllAnswered() throws IOException {
        try (BusConnection connection = open()) {
            Call list = Call.of(BUS, "/org/freedesktop/DBus", BUS, "ListNames");
            List<Message> replies = connection.callAll(Collections.nCopies(500, list));
            for (Message reply : replies) {
                assertTrue(reply.values("as", "ListNames").strings().contains(BUS));
            }
            assertEquals(500, replies.size());
        }
    }

    @Test
    void anErrorOfTheBusHasItsName() throws IOException {
        try (BusConnection connection = open()) {
            Message reply = connection.call(Call.of(BUS, "/", BUS, "NoSuchMethod", "x", "y"));
            assertEquals("org.freedesktop.DBus.Error.UnknownMethod", reply.field(Message.ERROR_NAME));
        }
    }

    @Test
    void signalsThatMatchARuleArrive() throws IOException {
        try (BusConnection listener = open()) {
            String rule = "type='signal',member='NameOwnerChanged',arg0='org.example.Came'";
            listener.call(Call.of(BUS, "/org/freedesktop/DBus", BUS, "AddMatch", rule))
                    .values("", "AddMatch");
            assertEquals(List.of("NameAcquired"), heard, "the bus greets everybody with it");
            try (BusConnection other = open()) {
                heard.clear();
                String name = "org.example.Came";
                MessageWriter body = new MessageWriter().string(name).uint32(0);
                other.call(new Call(BUS, "/org/freedesktop/DBus", BUS, "RequestName", "su", body));
                heard.clear(); // what the other connection was told
                assertTrue(listener.awaitSignals(PATIENT));
                assertEquals(List.of("NameOwnerChanged"), heard);
                assertFalse(listener.awaitSignals(Duration.ofMillis(20)));
            }
        }
    }

    @Test
    void aBusWithoutSystemdIsOneSentence() {
        Systemd systemd = new Systemd(Kernel.linux(), socket, PATIENT);
        IOException nobody = assertThrows(IOException.class, systemd::activeSockets);
        assertTrue(String.valueOf(nobody.getMessage()).contains("ListUnitsByPatterns: "), nobody.getMessage());
        systemd.close();
    }

    private BusConnection open() throws IOException {
        return BusConnection.open(Kernel.linux(), socket, PATIENT, signal -> heard.add(signal.field(Message.MEMBER)));
    }
}
