package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An app that cannot start: its clients are told, other apps notice nothing, and it is served again once repaired. */
@SystemTest
final class FailedAppTest {
    private final Container container;

    FailedAppTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
    }

    /** systemd gives up on the socket of each of these, and says why; the drop-ins make that sooner, and for good. */
    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource({
        "exits,  /bin/false,       10s, service-start-limit-hit",
        "absent, /usr/lib/nowhere, 10s, service-start-limit-hit",
        "leaves, /bin/true,        0,   trigger-limit-hit",
    })
    void requestsInItsSocketAndThoseThatFollowAreRefusedWithTheReason(
            String name, String program, String startLimitInterval, String result) throws IOException {
        Apps.enable(container, name, "/" + name + "/");
        container.dropIn(
                name + ".socket",
                "limits",
                "[Unit]\nOnFailure=\n[Socket]\nTriggerLimitIntervalSec=1min\nTriggerLimitBurst=10\n");
        container.dropIn(
                name + ".service",
                "program",
                "[Unit]\nStartLimitIntervalSec=" + startLimitInterval + "\n[Service]\nExecStart=\nExecStart=" + program
                        + "\nRestart=no\n");
        container.systemctl("reload", "usher");
        try (Client waiting = container.connect("127.0.0.1", 80).send(Wire.get("/" + name + "/"))) {
            assertFailed(name, result, waiting.receiveAll());
        }
        try (Client next = container.connect("127.0.0.1", 80).send(Wire.get("/" + name + "/"))) {
            assertFailed(name, result, next.receiveAll());
        }
        String routes = container.run("usherctl", "routes", "--json=short").succeeded();
        assertTrue(routes.matches("(?s).*\"/" + name + "/\"[^}]*\"state\":\"failed\".*"), routes);
        String explained = container
                .run("usherctl", "explain", "http://localhost/" + name + "/")
                .out();
        assertTrue(explained.contains("has failed: " + result), explained);
    }

    private static void assertFailed(String name, String result, String answer) {
        Wire.assertRefused("AppFailed", 503, answer);
        assertTrue(answer.endsWith("\n" + name + ".socket has failed: " + result + "\n"), answer);
    }

    /** With nothing but what a packager copies from the template. */
    @Test
    void crashLoopIsToldToAllClientsAtOnceAndIsServedAgainOnceItIsRepaired() throws IOException {
        Apps.enable(container, "repaired", "/repaired/");
        container.dropIn("repaired.service", "broken", "[Service]\nExecStart=\nExecStart=/bin/false\n");
        container.systemctl("reload", "usher");
        List<Client> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(container.connect("127.0.0.1", 80).send(Wire.get("/repaired/")));
        }
        for (Client client : waiting) {
            try (client) {
                assertFailed("repaired", "service-start-limit-hit", client.receiveAll());
            }
        }
        container.awaitJournal("repaired.service", "restart counter is at 5."); // which systemd did not allow any more
        long begin = System.nanoTime();
        try (Client next = container.connect("127.0.0.1", 80).send(Wire.get("/repaired/"))) {
            assertFailed("repaired", "service-start-limit-hit", next.receiveAll());
        }
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(3).toNanos(), "refused at once");
        container.removeDropIn("repaired.service", "broken");
        container.awaitJournal("usher-rearm@repaired.service", "Finished");
        Wire.awaitStatus(container, "/repaired/", 200);
    }

    @Test
    void requestsThatItHadNotReceivedWhenItCrashedAreServedByTheProcessThatStartsAtLast() throws IOException {
        Apps.enable(container, "crashing", "/crashing/");
        container.dropIn(
                "crashing.service",
                "condition",
                "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStartPre=sh -c '[ -e /run/crashing-may-start ]'\n");
        container.systemctl("reload", "usher");
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(Wire.get("/crashing/")));
        }
        container.awaitJournal("crashing.service", "restart counter is at 2.");
        container.write("/run/crashing-may-start", "");
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    /** In turns, for the machine does other things meanwhile: what delays the neighbour for good shows in each of them. */
    @Test
    void neighbourIsAsQuickWhileAThousandRequestsWaitForAnAppThatCrashesAgainAndAgain() throws IOException {
        container.install("fast.py", "/usr/lib/fast.py");
        Apps.enable(container, "neighbour", "/neighbour/");
        container.dropIn("neighbour.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
        Apps.enable(container, "loop", "/loop/");
        container.dropIn("loop.service", "program", "[Service]\nExecStart=\nExecStart=/bin/false\n");
        container.dropIn("loop.socket", "waiting", "[X-HTTP]\nStartTimeoutSec=1\n");
        container.systemctl("reload", "usher");
        assertEquals(200, Wire.status(container, "/neighbour/"));
        List<String> turns = new ArrayList<>();
        boolean quick = false;
        for (int turn = 0; turn < 4; turn++) {
            long alone = p99OfNeighbour();
            List<Client> refused = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                refused.add(container.connect("127.0.0.1", 80).send(Wire.get("/loop/")));
            }
            long beside = p99OfNeighbour();
            for (Client client : refused) {
                try (client) {
                    String answer = client.receiveAll();
                    Wire.assertRefused(answer.contains("AppFailed") ? "AppFailed" : "StartTimeout", 503, answer);
                }
            }
            turns.add(beside + " ns beside it, " + alone + " ns alone");
            quick |= beside <= 2 * alone;
        }
        assertTrue(quick, turns.toString());
        container.awaitJournal("loop.service", "restart counter is at 3.");
    }

    private long p99OfNeighbour() throws IOException {
        long[] nanos = new long[300];
        for (int i = 0; i < nanos.length; i++) {
            long begin = System.nanoTime();
            assertEquals(200, Wire.status(container, "/neighbour/"));
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length * 99 / 100];
    }
}
