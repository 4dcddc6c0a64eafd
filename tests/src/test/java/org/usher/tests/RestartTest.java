package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client notices of stops, restarts and crashes: that it waits. */
@SystemTest
final class RestartTest {
    private static final String REQUEST = "GET /echo/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final String KEPT_ALIVE = "GET /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Container container;

    RestartTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        container.systemctl("start", "usher.socket");
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
    }

    @Test
    void restartOfTheSocketKeepsAnOwnerOfPort80() throws IOException {
        container.systemctl("restart", "usher.socket");
        assertEquals("active", container.property("usher.socket", "ActiveState"));
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
    }

    @Test
    void clientsThatComeDuringARestartOfTheDispatcherAreServed() throws IOException {
        String before = container.property("usher.service", "MainPID");
        container.systemctl("restart", "--no-block", "usher.service");
        List<Client> clients = new ArrayList<>();
        while (clients.size() < 100
                || container.property("usher.service", "MainPID").equals(before)) {
            clients.add(container.connect("127.0.0.1", 80).send(REQUEST));
        }
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    @Test
    void clientThatWaitedOutABrokenDispatcherIsServedOnceItIsRepaired() throws IOException {
        container.systemctl("stop", "usher.service");
        container.dropIn("usher.service", "broken", "[Service]\nExecStart=\nExecStart=/bin/false\n");
        Client client = container.connect("127.0.0.1", 80).send(REQUEST);
        container.awaitJournal("usher.service", "restart counter is at 6.");
        container.removeDropIn("usher.service", "broken");
        Wire.assertServed(client);
    }

    @Test
    void requestsThatAKilledAppHadNotReceivedAreServedByTheNext() throws IOException {
        String app = container.property("echo.service", "MainPID");
        container.run("kill", "-STOP", app).succeeded();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(REQUEST));
        }
        container.run("kill", "-KILL", app).succeeded();
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    /** Whoever asks after them is answered after them: then the dispatcher has let go of all of them. */
    @Test
    void killedDispatcherIsNotNoticedByWhomItHasHandedOff() throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/hello.service");
        container.systemctl("enable", "--now", "/usr/share/usher/examples/hello.socket");
        Wire.awaitStatus(container, "/hello/", 200);
        List<Client> talking = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client client = container.connect("127.0.0.1", 80).send(KEPT_ALIVE);
            client.receiveBody();
            talking.add(client);
        }
        String app = container.property("echo.service", "MainPID");
        container.run("kill", "-STOP", app).succeeded();
        List<Client> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queued.add(container.connect("127.0.0.1", 80).send(REQUEST));
        }
        assertEquals(200, Wire.status(container, "/hello/"));

        container.systemctl("kill", "--signal=KILL", "usher.service");
        for (Client client : talking) {
            try (client) {
                client.send(KEPT_ALIVE).receiveBody();
            }
        }
        container.run("kill", "-CONT", app).succeeded();
        for (Client client : queued) {
            Wire.assertServed(client);
        }
        assertEquals(200, Wire.status(container, "/echo/"));
    }
}
