package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An app that is let to the return socket and abuses it: no app gets what is not its own, and nobody else notices. */
@SystemTest
final class BadPeersTest {
    private static final String OPTIONS = Rogue.ask("rogue", "options");
    private static final String LIE = Wire.get("/rogue/lie");
    private static final String HANDOFFS = "usher_handoffs_total{unit=\"rogue.socket\",prefix=\"/rogue/\"}";

    /** Handoffs of one request (PROTOCOL.md, rule 30). */
    private static final int HOPS_MAX = 4;

    private static final int ROUNDS = 2_000;

    private final Container container;

    BadPeersTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        if (container.property("usher.socket", "ActiveState").equals("active")) {
            return;
        }
        Apps.enable(container, "wiki", "/wiki/");
        Rogue.enable(container, "rogue");
        Rogue.enable(container, "root");
        // Some kernels let nobody else have a socket filter.
        container.dropIn("root.service", "root", "[Service]\nDynamicUser=no\n");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/rogue/options", 200);
        Wire.awaitStatus(container, "/wiki/", 200);
        Files.copy(container.path("/var/lib/usher/connection-id.key"), container.path("/etc/rogue.key"));
        container.run("chmod", "0644", "/etc/rogue.key").succeeded();
        assertEquals(404, Wire.status(container, "/")); // the first entry opens the journal's socket
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SO_LINGER",
                "SO_OOBINLINE",
                "SO_RCVLOWAT",
                "SO_RCVTIMEO",
                "SO_SNDTIMEO",
                "SO_PEEK_OFF",
                "SO_ATTACH_FILTER",
                "TCP_CORK",
                "TCP_USER_TIMEOUT",
                "O_NONBLOCK",
                "O_ASYNC",
                "F_SETOWN"
            })
    void optionThatAnAppSetsDoesNotTravel(String option) throws IOException {
        String asAccepted;
        try (Client client = container.connect("127.0.0.1", 80).send(OPTIONS)) {
            asAccepted = client.receiveBody();
        }
        try (Client client = container.connect("127.0.0.1", 80).send(set(option) + OPTIONS)) {
            assertNotEquals(asAccepted, client.receiveBody());
            assertEquals(asAccepted, client.receiveBody());
        }
    }

    @Test
    void filterThatNobodyCanRemoveEndsTheConnection() throws IOException {
        double before = badReturns();
        try (Client client = container.connect("127.0.0.1", 80).send(set("SO_LOCK_FILTER"))) {
            client.receiveBody();
            client.send(OPTIONS);
            assertEquals("", receiveToTheEnd(client));
        }
        awaitBadReturns(before + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "file,                            not a TCP socket",
        "directory,                       not a TCP socket",
        "pipe,                            not a TCP socket",
        "device,                          not a TCP socket",
        "connection-of-a-private-network, a connection to an address that no listener of ours covers"
    })
    void whatIsNoConnectionOfOursIsClosed(String what, String problem) throws IOException {
        long descriptors = Processor.settledDescriptors(container);
        double before = badReturns();
        assertEquals("sent", ask("/rogue/send/" + what));
        awaitBadReturns(before + 1);
        container.awaitJournal("usher.service", "handed back: " + problem);
        assertEquals(200, Wire.status(container, "/wiki/"));
        Processor.awaitDescriptorsAtMost(container, descriptors);
    }

    /** A close of such a file never comes back, the dispatcher's as little as another's; what comes after it does not wait. */
    @Test
    void fileOfASystemThatHangsStopsNobody() throws IOException {
        container.install("hang.py", "/usr/lib/hang.py");
        container.run("mkdir", "-p", "/mnt/hang").succeeded();
        container
                .run("systemd-run", "--quiet", "--unit=hang", "python3", "/usr/lib/hang.py", "/mnt/hang")
                .succeeded();
        container.sh("until [ -e /mnt/hang/file ]; do :; done").succeeded();
        long descriptors = Processor.settledDescriptors(container);
        double before = badReturns();
        try {
            assertEquals("sent", ask("/rogue/send/file-of-a-system-that-hangs"));
            for (int i = 0; i < 10; i++) {
                assertEquals("sent", ask("/root/send/pipe"));
            }
            awaitBadReturns(before + 11);
            assertEquals(200, Wire.status(container, "/wiki/"));
            Processor.awaitDescriptorsAtMost(container, descriptors);
        } finally {
            container.systemctl("kill", "--signal=KILL", "hang.service");
        }
    }

    /** Nothing was ever written to the client, so nobody can have answered it, whatever HOPS and PREFIX say. */
    @Test
    void appThatHandsBackForEverAndLiesIsALoop() throws IOException {
        double before = Metrics.of(container, HANDOFFS);
        try (Client client = container.connect("127.0.0.1", 80).send(LIE)) {
            Wire.assertRefused("Loop", 508, client.receiveAll());
        }
        assertEquals(before + HOPS_MAX, Metrics.of(container, HANDOFFS));
    }

    @Test
    void appThatHasAnsweredOnceAndLiesAfterwardsIsALoop() throws IOException {
        double before = Metrics.of(container, HANDOFFS);
        try (Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "set/TCP_CORK"))) {
            client.receiveBody();
            Wire.assertRefused("Loop", 508, client.send(LIE).receiveAll());
        }
        assertEquals(before + 1 + HOPS_MAX, Metrics.of(container, HANDOFFS));
    }

    /** Each octet might be an answer: it has the connection for ever, as if it had kept it; nobody else waits. */
    @Test
    void appThatHandsBackForEverAndWritesAnOctetEachTimeKeepsNobodyWaiting() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/rogue/babble/" + ROUNDS))) {
            assertEquals(200, Wire.status(container, "/wiki/"));
            assertEquals("x".repeat(ROUNDS), client.receive(ROUNDS));
            assertEquals(Integer.toString(ROUNDS), client.receiveBody());
        }
    }

    /** As one that was just accepted and never speaks. */
    @Test
    void connectionThatComesBackAndStaysSilentIsClosedWithoutAWord() throws IOException {
        double before = Metrics.of(container, "usher_gone_total");
        try (Client client = container.connect("127.0.0.1", 80).send(set("TCP_CORK"))) {
            client.receiveBody();
            assertEquals("", client.receiveAll());
        }
        Metrics.await(container, "usher_gone_total", before + 1);
    }

    private static String set(String option) {
        return Rogue.ask("root", "set/" + option);
    }

    private String ask(String path) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get(path))) {
            return client.receiveBody();
        }
    }

    /** Returns what comes up to the end; a connection that is closed with a request unread ends with a reset. */
    private static String receiveToTheEnd(Client client) {
        try {
            return client.receiveAll();
        } catch (IOException ignored) { // see above
            return "";
        }
    }

    private void awaitBadReturns(double count) throws IOException {
        Metrics.await(container, "usher_bad_returns_total", count);
    }

    private double badReturns() throws IOException {
        return Metrics.of(container, "usher_bad_returns_total");
    }
}
