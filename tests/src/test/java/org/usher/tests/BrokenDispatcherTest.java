package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With systemd's defaults five failed starts close the port for good: an upgrade that breaks for a second would do it. */
@SystemTest
final class BrokenDispatcherTest {
    private final Container container;

    BrokenDispatcherTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void breakDispatcher() throws IOException {
        container.dropIn("usher.service", "broken", "[Service]\nExecStart=\nExecStart=/bin/false\n");
        container.systemctl("start", "usher.socket");
    }

    @AfterEach
    void repairDispatcher() throws IOException {
        container.removeDropIn("usher.service", "broken");
        container.systemctl("stop", "usher.socket");
    }

    @Test
    void portStaysOpenThroughTwelveFailedStarts() throws IOException {
        List<Client> waiting = new ArrayList<>();
        waiting.add(container.connect("127.0.0.1", 80).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        for (int failure : new int[] {1, 6, 12}) {
            container.awaitJournal("usher.service", "restart counter is at " + failure + ".");
            waiting.add(container.connect("127.0.0.1", 80));
        }
        assertEquals("active", container.property("usher.socket", "ActiveState"));
        assertTrue(Integer.parseInt(container.property("usher.service", "NRestarts")) >= 12);
        for (Client client : waiting) {
            client.close();
        }
    }
}
