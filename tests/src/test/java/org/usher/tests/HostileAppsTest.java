package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an app does to its connections, the dispatcher lives, and a neighbour is served at once. */
@SystemTest
final class HostileAppsTest {
    private static final String HELLO = "GET /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Requests of a neighbour, one after the other. */
    private static final int NEIGHBOURS = 50;

    private static final int PIPES = 1_100;
    private static final int HANDED_BACK = 1_400;
    private static final int UNREAD = 60_000;

    private final Container container;
    private String pid;

    HostileAppsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/hello.service");
        container.systemctl("enable", "--now", "/usr/share/usher/examples/hello.socket");
        Apps.enableEcho(container);
        Rogue.enable(container, "rogue");
        container.dropIn("rogue.service", "many", "[Service]\nLimitNOFILE=8192\n");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        Wire.awaitStatus(container, "/hello/", 200);
        Wire.awaitStatus(container, "/rogue/options", 200);
        assertEquals(404, Wire.status(container, "/")); // the first entry opens the journal's socket
        pid = container.property("usher.service", "MainPID");
    }

    @AfterEach
    void theSameDispatcherServesAndTakesBack() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(HELLO)) {
            client.receiveBody();
            client.send(Wire.get("/echo/")).receiveBody();
        }
        assertEquals(pid, container.property("usher.service", "MainPID"));
    }

    /** The app needs no right for it: it takes them while the dispatcher sleeps, and then our close is the last. */
    @Test
    void closeThatWaitsForAClientOfAnAppThatLingersDelaysNobody() throws IOException {
        Apps.enable(
                container,
                "lingering",
                """
                [Service]
                ExecStart=
                ExecStartPre=sh -c 'until [ -e /run/lingering ]; do sleep 0.1; done'
                ExecStart=python3 /usr/lib/rogue.py
                """,
                "");
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(Wire.get("/lingering/linger")));
        }
        assertEquals(404, Wire.status(container, "/")); // accepted after all of them
        Processor.stop(container, pid);
        container.write("/run/lingering", "");
        container.awaitJournal("lingering.service", "lingers 5");
        container.run("kill", "-CONT", pid).succeeded();
        assertNeighbourIsServedAtOnce();
        close(clients);
    }

    @Test
    void closeThatWaitsForAClientThatCameBackDelaysNobody() throws IOException {
        long descriptors = Processor.settledDescriptors(container);
        Client client =
                container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "linger-back") + Wire.get("/nowhere/"));
        assertEquals(200, Wire.status(container, "/rogue/options")); // when it has come back
        while (Processor.descriptors(container) > descriptors) {
            assertNeighbourIsServedAtOnce();
        }
        assertNeighbourIsServedAtOnce();
        client.close();
    }

    @Test
    void socketWhoseLockIsHeldDelaysNobody() throws IOException {
        hang();
        Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "lock") + HELLO);
        try {
            assertEquals(200, Wire.status(container, "/rogue/options")); // when it has come back
            assertNeighbourIsServedAtOnce();
        } finally {
            client.close();
            letGo();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/usher/apps/echo.sock", "/run/usher/park"})
    void appThatOwnsTheDirectoryOfItsSocketLeadsNoConnectionElsewhere(String target) throws IOException {
        container.run("install", "-d", "-o", "games", "/var/lib/evil").succeeded();
        Apps.enable(container, "evil", "/evil/");
        container.dropIn("evil.socket", "place", "[Socket]\nListenDatagram=\nListenDatagram=/var/lib/evil/evil.sock\n");
        container.systemctl("restart", "evil.socket");
        container
                .run("ln", "--symbolic", "--force", target, "/var/lib/evil/evil.sock")
                .succeeded();
        container.systemctl("reload", "usher");
        Wire.assertRefused(
                "AppOffline",
                503,
                container.connect("127.0.0.1", 80).send(Wire.get("/evil/")).receiveAll());
        assertEquals(404, Wire.status(container, "/")); // the owner of /echo/ has served nothing of it
        container.systemctl("disable", "--now", "evil.socket");
    }

    @Test
    void fileThatHangsAndAThousandPipesDelayNoHandBackOfAnother() throws IOException {
        hang();
        try {
            assertEquals("sent", ask("/rogue/send/file-of-a-system-that-hangs"));
            assertEquals("sent", ask("/rogue/pipes/" + PIPES));
            for (int i = 0; i < NEIGHBOURS; i++) {
                try (Client client = container.connect("127.0.0.1", 80).send(HELLO)) {
                    client.receiveBody();
                    client.send(Wire.get("/echo/")).receiveBody();
                }
            }
        } finally {
            letGo();
        }
    }

    @Test
    void unreadOctetsOfAThousandConnectionsForAppsThatTakeNothingFillNoMemory() throws IOException {
        for (String stuck : new String[] {"stuck0", "stuck1"}) {
            Apps.enable(container, stuck, "[Service]\nExecStart=\nExecStart=sleep infinity\n", "");
        }
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < HANDED_BACK; i++) {
            Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "keep"));
            client.receiveBody();
            clients.add(client);
        }
        assertEquals("released", ask("/rogue/release/" + UNREAD));
        theSameDispatcherServesAndTakesBack(); // after all of them
        assertNeighbourIsServedAtOnce();
        close(clients);
        Apps.stop(container, "stuck0");
        Apps.stop(container, "stuck1");
    }

    /** The bank would believe that the client has sent it: it comes from the client's address. */
    @ParameterizedTest
    @CsvSource({"bank.example, 421", "localhost, 404"})
    void requestThatAnAppHasMadeUpForAnotherHostIsNobodys(String host, int status) throws IOException {
        Apps.enable(container, "bank", "//bank.example/");
        container.systemctl("reload", "usher");
        try (Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "forge/" + host))) {
            assertEquals("forged", client.receiveBody());
            Wire.assertRefused(status == 421 ? "OtherHost" : "UnknownPath", status, client.receiveAll());
        }
        assertEquals("inactive", container.property("bank.service", "ActiveState"));
    }

    /** 700 letters of 3 octets each are a prefix that is longer in a message to its app than a message may be. */
    @Test
    void prefixThatNoMessageCanHoldCostsItsOwnRequestsAlone() throws IOException {
        Apps.enable(container, "long", "/" + "漢".repeat(700) + "/");
        container.systemctl("reload", "usher");
        for (int i = 0; i < 3; i++) {
            try (Client client = container.connect("127.0.0.1", 80)) {
                client.send(Wire.get("/" + "%E6%BC%A2".repeat(700) + "/"));
                client.receiveUntilReset();
            }
            theSameDispatcherServesAndTakesBack();
        }
    }

    private void hang() throws IOException {
        container.install("hang.py", "/usr/lib/hang.py");
        container.run("mkdir", "-p", "/mnt/hang").succeeded();
        container
                .run("systemd-run", "--quiet", "--collect", "--unit=hang", "python3", "/usr/lib/hang.py", "/mnt/hang")
                .succeeded();
        container.sh("until [ -e /mnt/hang/file ]; do :; done").succeeded();
    }

    /** Ends the file system; whoever waits for it gets an error. */
    private void letGo() throws IOException {
        container.systemctl("kill", "--signal=KILL", "hang.service");
        container.awaitProperty("hang.service", "LoadState", "not-found"); // and another may have its name
        container.run("umount", "--lazy", "/mnt/hang").succeeded();
    }

    private void assertNeighbourIsServedAtOnce() throws IOException {
        for (int i = 0; i < NEIGHBOURS; i++) {
            Took took = Took.by(() -> assertEquals(200, Wire.status(container, "/echo/")));
            assertTrue(took.time().compareTo(AT_ONCE) < 0, took::toString);
        }
    }

    private String ask(String path) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get(path))) {
            return client.receiveBody();
        }
    }

    private static void close(List<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }
}
