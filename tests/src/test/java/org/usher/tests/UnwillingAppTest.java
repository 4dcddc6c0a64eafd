package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An app that listens and does not take what it gets, or gives it back: its clients are told, other apps see nothing. */
@SystemTest
final class UnwillingAppTest {
    private final Container container;

    UnwillingAppTest(Container container) {
        this.container = container;
    }

    /** Room for two messages in the app's socket and for one connection in the dispatcher: the fourth is one too many. */
    @Test
    void requestsBeyondItsQueueAreRefusedAtOnceAndThoseThatWaitAfterTheirTime() throws IOException {
        container.run("sysctl", "net.unix.max_dgram_qlen=1").succeeded();
        Apps.enable(container, "stuck", "/stuck/");
        container.run("sysctl", "net.unix.max_dgram_qlen=512").succeeded();
        container.dropIn("stuck.service", "program", "[Service]\nExecStart=\nExecStart=sleep infinity\n");
        container.dropIn("stuck.socket", "bounds", "[X-HTTP]\nQueueMax=1\nStartTimeoutSec=10\n");
        Apps.enable(container, "blog", "/blog/");
        container.systemctl("start", "usher.socket");

        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(Wire.get("/stuck/")));
        }
        Wire.assertRefused("QueueFull", 503, clients.get(3).receiveAll());
        assertEquals(200, Wire.status(container, "/blog/"));
        Wire.assertRefused("StartTimeout", 503, clients.get(2).receiveAll());
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void requestThatItHandsBackUnansweredIsNotPassedToItAgain() throws IOException {
        container.install("boomerang.py", "/usr/lib/boomerang.py");
        Apps.enable(container, "boomerang", "/boomerang/");
        container.dropIn(
                "boomerang.service",
                "program",
                """
                [Service]
                ExecStart=
                ExecStart=python3 /usr/lib/boomerang.py
                SupplementaryGroups=usher-app
                """);
        // An earlier test's dispatcher would learn of the new claim a moment later; a new one knows it from the start.
        container.systemctl("start", "usher.socket");
        container.systemctl("restart", "usher.service");
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/boomerang/"))) {
            Wire.assertRefused("Loop", 508, client.receiveAll());
        }
    }
}
