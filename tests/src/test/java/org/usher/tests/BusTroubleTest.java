package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While systemd cannot be asked, requests go where they went before; when it can be asked again, nothing was missed. */
@SystemTest
final class BusTroubleTest {
    private static final String LOST = "until it answers, routes stay as they are";
    private static final String FOUND = "it answers again, and all units were read";

    private final Container container;

    BusTroubleTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket", "usher.service");
        Wire.awaitStatus(container, "/wiki/", 200);
        assertEquals(200, Wire.status(container, "/echo/"));
    }

    @Test
    void aBusThatIsAwayForLongIsToldOnceAndCaughtUpWith() throws IOException {
        long lost = told(LOST);
        long found = told(FOUND);
        container.systemctl("mask", "--runtime", "--now", "dbus.socket", "dbus.service");
        awaitTold(LOST, lost + 1);
        container.systemctl("stop", "wiki.socket", "wiki.service");
        for (int i = 0; i < 50; i++) {
            assertEquals(200, Wire.status(container, "/echo/"));
        }
        // Three more attempts at least: 100, 200, 400 ms after one another.
        container.run("sleep", "1").succeeded();
        assertEquals(found, told(FOUND));
        container.systemctl("unmask", "--runtime", "dbus.socket", "dbus.service");
        container.systemctl("start", "dbus.socket");
        Wire.awaitStatus(container, "/wiki/", 404);
        awaitTold(FOUND, found + 1);
        assertEquals(lost + 1, told(LOST));
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void aRestartOfTheBusIsNotNoticedByClients() throws IOException {
        long found = told(FOUND);
        container.systemctl("restart", "dbus.service");
        container.systemctl("stop", "wiki.socket", "wiki.service");
        assertEquals(200, Wire.status(container, "/echo/"));
        Wire.awaitStatus(container, "/wiki/", 404);
        awaitTold(FOUND, found + 1);
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void clientsOfADispatcherThatStartsWithoutABusWaitForIt() throws IOException {
        container.systemctl("stop", "usher.service");
        container.systemctl("mask", "--runtime", "--now", "dbus.socket", "dbus.service");
        Client client = container.connect("127.0.0.1", 80).send(Wire.get("/wiki/"));
        container.awaitJournal("usher.service", "until it answers, clients wait");
        container.systemctl("unmask", "--runtime", "dbus.socket", "dbus.service");
        container.systemctl("start", "dbus.socket");
        Wire.assertServed(client);
        assertEquals("0", container.property("usher.service", "NRestarts"));
    }

    @Test
    void requestsAreServedWhileSystemdIsBusyAndAfterItWasReplaced() throws IOException {
        container.signalSystemd("STOP");
        try {
            for (int i = 0; i < 200; i++) {
                assertEquals(200, Wire.status(container, "/echo/"));
            }
        } finally {
            container.signalSystemd("CONT");
        }
        container.systemctl("stop", "wiki.socket", "wiki.service");
        Wire.awaitStatus(container, "/wiki/", 404);
        container.systemctl("daemon-reexec");
        assertEquals(200, Wire.status(container, "/echo/"));
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
        container.systemctl("stop", "wiki.socket", "wiki.service");
        Wire.awaitStatus(container, "/wiki/", 404);
    }

    private long told(String text) throws IOException {
        return container
                .run("journalctl", "--output=cat", "--unit=usher.service")
                .succeeded()
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    private void awaitTold(String text, long times) throws IOException {
        long end = System.nanoTime() + 30_000_000_000L;
        long now = told(text);
        while (now < times && System.nanoTime() < end) {
            now = told(text);
        }
        assertEquals(times, now, text);
    }
}
