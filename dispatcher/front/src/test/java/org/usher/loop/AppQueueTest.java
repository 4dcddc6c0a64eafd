package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.route.Limits;

/** What waits for an app whose socket is full, missing or new. */
class AppQueueTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 8, 8);
    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String GET_STUCK = "GET /stuck/ HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private LoopFixture start(Limits limits) {
        fixture = new LoopFixture(directory, limits);
        return fixture;
    }

    @Test
    void whatAFullQueueHasNoRoomForWaitsAndIsServedInOrder() throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 16, Duration.ofSeconds(30));
        int wiki = fixture.bind("wiki");
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients);
        for (int i = 1; i <= 5; i++) {
            clients.add(fixture.connect().send(GET_WIKI));
            fixture.awaitPendingRequests(inQueue + i);
        }
        for (Client client : clients) {
            Received received = fixture.receive(wiki);
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            received.close();
            client.close();
        }
        assertTrue(inQueue > 0);
    }

    /** Where the lease of its SCOPE begins: the app may have lost a prefix since. */
    @Test
    void aMessageSaysWhenItsRequestWasRoutedHoweverLongItHasWaited() throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 16, Duration.ofSeconds(30));
        int wiki = fixture.bind("wiki");
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients);
        clients.add(fixture.connect().send(GET_WIKI));
        fixture.awaitPendingRequests(inQueue + 1);
        long later = System.nanoTime();
        for (int i = 0; i <= inQueue; i++) {
            Received received = fixture.receive(wiki);
            assertTrue(received.header().routedNanos() - later < 0, "message " + i);
            received.close();
        }
        closeAll(clients);
    }

    @Test
    void whatWaitsTooLongForAFullQueueIsRefused() throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 2, Duration.ofSeconds(30));
        fixture.bind("wiki");
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients);
        clients.add(fixture.connect().send(GET_WIKI));
        fixture.awaitPendingRequests(inQueue + 1);
        fixture.forgetClaims();
        fixture.declare("wiki", "/wiki/", 2, Duration.ofMillis(100));
        for (Client client : clients) {
            assertEquals("503", client.readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 503".length()));
            assertEquals("refused StartTimeout", fixture.nextEvent());
        }
        closeAll(clients);
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 1, Duration.ofSeconds(30));
        int wiki = fixture.bind("wiki");
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients);
        clients.add(fixture.connect().send(GET_WIKI));
        fixture.awaitPendingRequests(inQueue + 1);
        assertEquals("503", statusOf(GET_WIKI));
        assertEquals("refused QueueFull", fixture.nextEvent());
        for (int i = 0; i <= inQueue; i++) {
            fixture.receive(wiki).close();
        }
        closeAll(clients);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneClientThatFillsTheQueueLeavesHalfOfItToOthers(int times) throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 16, Duration.ofSeconds(30));
        int wiki = fixture.bind("wiki");
        for (int i = 0; i < times; i++) {
            fillHalfOfWhatMayWait(wiki);
        }
    }

    private void fillHalfOfWhatMayWait(int wiki) throws Exception {
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients);
        for (int i = 0; i < 8; i++) {
            clients.add(fixture.connect().send(GET_WIKI));
        }
        fixture.awaitPendingRequests(inQueue + 8);
        assertEquals("503", statusOf(GET_WIKI));
        assertEquals("refused QueueFull", fixture.nextEvent());
        clients.add(fixture.connectFrom("127.0.0.2").send(GET_WIKI));
        fixture.awaitPendingRequests(inQueue + 9);
        for (int i = 0; i < inQueue + 9; i++) {
            fixture.receive(wiki).close();
        }
        fixture.awaitPendingRequests(0);
        fixture.events.clear();
        closeAll(clients);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM})
    void aShortageThatPassesIsWaitedOut(int errno) throws Exception {
        FaultyKernel faulty = new FaultyKernel().fail("sendMessage", errno, 3);
        fixture = new LoopFixture(directory, PATIENT, faulty.kernel());
        int wiki = fixture.app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            Received received = fixture.receive(wiki);
            assertEquals(GET_WIKI, received.readNow());
            received.close();
            assertEquals("handed off wiki.socket", fixture.nextEvent());
        }
        assertEquals(4, faulty.count("sendMessage"));
    }

    @Test
    void aShortageThatLastsIsRefusedAtTheDeadline() throws Exception {
        FaultyKernel faulty = new FaultyKernel().instead("sendMessage", arguments -> -Errno.ENOBUFS);
        fixture = new LoopFixture(directory, PATIENT, faulty.kernel());
        fixture.bind("wiki");
        fixture.declare("wiki", "/wiki/", 2, Duration.ofMillis(100));
        assertEquals("503", statusOf(GET_WIKI));
        assertEquals("refused StartTimeout", fixture.nextEvent());
    }

    @ParameterizedTest
    @CsvSource({"sendMessage,109", "sendMessage,90", "socket,24", "socket,23"})
    void aLimitThatWeHaveReachedIsRefusedAtOnceAndNamed(String call, int errno) throws Exception {
        FaultyKernel faulty = new FaultyKernel();
        fixture = new LoopFixture(directory, PATIENT, faulty.kernel());
        int wiki = fixture.app("wiki", "/wiki/");
        faulty.fail(call, errno, 1);
        assertEquals("503", statusOf(GET_WIKI));
        assertEquals("warned: hand over to wiki.socket: " + Errno.describe(-errno), fixture.nextEvent());
        assertEquals("refused TooManyConnections", fixture.nextEvent());
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(wiki).close();
        }
    }

    @Test
    void oneStuckAppDoesNotStopAnother() throws Exception {
        start(PATIENT).declare("stuck", "/stuck/", 2, Duration.ofSeconds(30));
        int stuck = fixture.bind("stuck");
        int wiki = fixture.app("wiki", "/wiki/");
        List<Client> clients = new ArrayList<>();
        int inQueue = fillQueue(clients, GET_STUCK);
        clients.add(fixture.connect().send(GET_STUCK));
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(wiki).close();
        }
        for (int i = 0; i <= inQueue; i++) {
            fixture.receive(stuck).close();
        }
        closeAll(clients);
    }

    @Test
    void anAppWithoutASocketIsOfflineAndOneThatComesIsFound() throws Exception {
        start(PATIENT).declare("wiki", "/wiki/", 4, Duration.ofSeconds(30));
        assertEquals("503", statusOf(GET_WIKI));
        assertEquals("refused AppOffline", fixture.nextEvent());
        int wiki = fixture.bind("wiki");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(wiki).close();
        }
    }

    @Test
    void anAppWhoseSocketWasMadeAnewIsFoundAgain() throws Exception {
        int wiki = start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(wiki).close();
        }
        fixture.unbind(wiki);
        Files.delete(directory.resolve("wiki"));
        int replacement = fixture.bind("wiki");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(replacement).close();
        }
    }

    /** Sends requests that nobody receives until the app's queue has no room; returns how many are in it. */
    private int fillQueue(List<Client> clients) throws Exception {
        return fillQueue(clients, GET_WIKI);
    }

    private int fillQueue(List<Client> clients, String request) throws Exception {
        // not readString: it reads one octet first, and a sysctl file ends after the first read
        int room = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/net/unix/max_dgram_qlen")).get(0));
        for (int i = 0; i <= room; i++) { // the kernel takes one more than its limit (unix_recvq_full)
            clients.add(fixture.connect().send(request));
            fixture.awaitPendingRequests(i + 1);
        }
        return room + 1;
    }

    private String statusOf(String request) throws Exception {
        try (Client client = fixture.connect()) {
            return client.send(request).readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        }
    }

    private static void closeAll(List<Client> clients) throws Exception {
        for (Client client : clients) {
            client.close();
        }
    }
}
