package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An app that its administrator takes out of service: clients get 503 instead of 404, and no request is lost. */
@SystemTest
final class MaintenanceTest {
    private final Container container;

    MaintenanceTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        if (!container.property("usher.socket", "ActiveState").equals("active")) {
            Apps.enable(container, "wiki", "/wiki/");
            Apps.enable(container, "blog", "/blog/");
            container.systemctl("start", "usher.socket");
        }
        container.run("usherctl", "maintenance", "wiki", "off").succeeded();
        Apps.stop(container, "wiki"); // systemd starts no socket whose service runs
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void stoppedUnitKeepsItsUrlsAt503WithTheAdministratorsPage() throws IOException {
        container.write("/tmp/page.html", "<p>Back at ten.\n");
        String said = container
                .run("usherctl", "maintenance", "wiki", "on", "--page", "/tmp/page.html")
                .succeeded();
        assertEquals("In force: requests for /wiki/ get 503 Maintenance.\n", said);
        Apps.stop(container, "wiki");
        for (int i = 0; i < 3; i++) {
            try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/wiki/"))) {
                String answer = client.receiveAll();
                assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
                assertTrue(answer.contains("\r\nRetry-After: "), answer);
                assertTrue(answer.endsWith("\r\n\r\n<p>Back at ten.\n"), answer);
            }
            container.systemctl(i == 0 ? "daemon-reload" : "restart", i == 0 ? "--quiet" : "usher.service");
        }
        assertEquals(200, Wire.status(container, "/blog/"));
        container.systemctl("start", "wiki.socket");
        assertEquals(503, Wire.status(container, "/wiki/"));
        said = container.run("usherctl", "maintenance", "wiki", "off").succeeded();
        assertEquals("In force: requests for /wiki/ go to wiki.socket.\n", said);
        assertEquals(200, Wire.status(container, "/wiki/"));
    }

    @Test
    void requestThatRunsGoesOnToItsEnd() throws IOException {
        try (Client upload = container.connect("127.0.0.1", 80)) {
            upload.send("POST /wiki/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\n12");
            assertEquals(404, Wire.status(container, "/unknown/")); // accepted after it, which is the app's by then
            container.run("usherctl", "maintenance", "wiki", "on").succeeded();
            try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/wiki/"))) {
                Wire.assertRefused("Maintenance", 503, client.receiveAll());
            }
            container.systemctl("stop", "wiki.socket");
            Wire.assertServed(upload.send("345"));
        }
    }

    @Test
    void everyCommandTellsOfIt() throws IOException {
        container.run("usherctl", "maintenance", "wiki", "on", "--runtime").succeeded();
        container.systemctl("stop", "wiki.socket");
        assertTrue(shown("routes").contains("wiki.socket  handoff  maintenance"), shown("routes"));
        assertTrue(shown("status").contains("In maintenance: wiki.socket\n"), shown("status"));
        assertTrue(shown("problems").contains("usherctl maintenance wiki.socket off"), shown("problems"));
        Outcome explained = container.run("usherctl", "explain", "/wiki/");
        assertTrue(explained.out().contains("503 Maintenance"), explained::toString);
        assertEquals(1, explained.status());
        assertEquals(503, Wire.status(container, "/wiki/"));
        assertTrue(container
                .path("/run/usher/maintenance.d/wiki.socket.html")
                .toFile()
                .isFile());
    }

    private String shown(String command) throws IOException {
        return container.run("usherctl", command).succeeded();
    }
}
