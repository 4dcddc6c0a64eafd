package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.LoopFixture.Client;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.parking.Parked;
import org.usher.parking.ParkedMessage;
import org.usher.parking.ParkedMessage.Content.Entries;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;

/** What is open when a loop stops, in the loop after it. */
class ParkingTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 1000, 1000);
    private static final Duration LONG_OVER = Duration.ofSeconds(31);
    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    private LoopFixture fixture;
    private int wiki;
    private final List<Client> clients = new ArrayList<>();

    private void start(Limits limits) {
        fixture = new LoopFixture(directory, limits);
        wiki = fixture.app("wiki", "/wiki/");
    }

    private Client connect() throws IOException {
        Client client = fixture.connect();
        clients.add(client);
        return client;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Client client : clients) {
            client.close();
        }
        fixture.close();
    }

    @Test
    void halfAHeadIsCompletedInTheNextLoop() throws Exception {
        start(PATIENT);
        Client client = connect();
        client.send(GET_WIKI.substring(0, 10));
        awaitPendingHeads(1);
        fixture.restart(PATIENT);
        assertEquals("parked 1, closed 0", fixture.nextEvent());
        assertEquals("took up 1, closed 0", fixture.nextEvent());
        assertEquals(1, fixture.pendingHeads());
        client.send(GET_WIKI.substring(10));
        Received received = fixture.receive(wiki);
        assertEquals(GET_WIKI, received.readNow());
        assertEquals(client.port(), received.header().endpoints().client().getPort());
        received.answerAndClose("answer");
        assertEquals("answer", client.readAll());
    }

    @Test
    void whatIsCompletedBetweenTwoLoopsIsHandedOffByTheSecond() throws Exception {
        start(PATIENT);
        Client client = connect();
        client.send(GET_WIKI.substring(0, 10));
        awaitPendingHeads(1);
        fixture.stopLoop();
        client.send(GET_WIKI.substring(10));
        fixture.restart(PATIENT);
        Received received = fixture.receive(wiki);
        assertEquals(GET_WIKI, received.readNow());
        received.close();
    }

    @Test
    void aClientThatHasNotSpokenYetIsHeardByTheNextLoop() throws Exception {
        start(PATIENT);
        Client client = connect();
        awaitPendingHeads(1);
        fixture.restart(PATIENT);
        client.send(GET_WIKI);
        fixture.receive(wiki).close();
    }

    @Test
    void aClientThatHasGoneBetweenTwoLoopsIsLetGo() throws Exception {
        start(PATIENT);
        Client client = connect();
        client.send(GET_WIKI.substring(0, 10));
        awaitPendingHeads(1);
        fixture.stopLoop();
        client.close();
        fixture.restart(PATIENT);
        assertEquals("parked 1, closed 0", fixture.nextEvent());
        assertEquals("took up 1, closed 0", fixture.nextEvent());
        assertEquals("gone", fixture.nextEvent());
        assertEquals(0, fixture.pendingHeads());
    }

    @Test
    void moreConnectionsThanFitIntoAMessageAreParkedInSeveral() throws Exception {
        start(PATIENT);
        for (int i = 0; i < 600; i++) {
            connect().send("GET ");
        }
        awaitPendingHeads(600);
        fixture.restart(PATIENT);
        assertEquals("parked 600, closed 0", fixture.nextEvent());
        assertEquals("took up 600, closed 0", fixture.nextEvent());
        for (Client client : clients) {
            client.send("/wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
            fixture.receive(wiki).close();
        }
    }

    @Test
    void whatWaitsForRoomInAnAppsSocketIsServedInOrderByTheNextLoop() throws Exception {
        start(PATIENT);
        // the kernel takes one more than its limit (unix_recvq_full); not readString: a sysctl file ends after one read
        int room = 1
                + Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/unix/max_dgram_qlen"))
                        .get(0));
        List<Client> inOrder = new ArrayList<>();
        for (int sent = 1; sent <= room + 3; sent++) {
            inOrder.add(connect().send(GET_WIKI));
            fixture.awaitPendingRequests(sent);
        }
        fixture.restart(PATIENT);
        for (int inTheQueue = 0; inTheQueue < room; inTheQueue++) {
            assertEquals("handed off wiki.socket", fixture.nextEvent());
        }
        assertEquals("parked 3, closed 0", fixture.nextEvent());
        for (Client client : inOrder) {
            Received received = fixture.receive(wiki);
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            received.close();
        }
    }

    @Test
    void aConnectionThatCameBackKeepsWhatItsAppHasToldOfIt() throws Exception {
        start(PATIENT);
        int blog = fixture.app("blog", "/blog/");
        Client client = connect();
        client.send(GET_WIKI);
        Received first = fixture.receive(wiki);
        first.readNow();
        ByteBuffer header = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(
                header,
                new HandoffHeader(null, first.header().id(), first.header().prefix(), 2, null, null));
        fixture.handBack(first.fd(), Arrays.copyOf(header.array(), header.position()), "GET /blog/ HT");
        awaitPendingHeads(1);
        fixture.restart(PATIENT);
        client.send("TP/1.1\r\nHost: a.example\r\n\r\n");
        Received second = fixture.receive(blog);
        assertEquals("GET /blog/ HT", second.unread());
        assertEquals("TP/1.1\r\nHost: a.example\r\n\r\n", second.readNow());
        assertEquals(first.header().id(), second.header().id());
        assertEquals(3, second.header().hops());
        second.close();
    }

    @Test
    void aParkedHeadSaysWhatItWaitsForAndHowLongItHas() throws Exception {
        start(PATIENT);
        connect();
        connect().send("GET");
        awaitPendingHeads(2);
        long before = System.nanoTime();
        while (System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(20)) {
            Thread.onSpinWait(); // the span that both have waited at least
        }
        fixture.stopLoop();
        List<Parked> entries = takeParked(2);
        assertEquals(Phase.PARTIAL, entries.get(0).waited().phase());
        assertEquals(Phase.SILENT, entries.get(1).waited().phase());
        for (Parked entry : entries) {
            long millis = TimeUnit.NANOSECONDS.toMillis(entry.waited().nanos());
            assertTrue(millis >= 19 && millis <= 30_000, millis + " ms");
        }
    }

    @Test
    void theDeadlineOfAHeadGoesOnWhereItWas() throws Exception {
        start(PATIENT);
        fixture.stopLoop();
        Client partial = connect().send("GET /wiki/");
        Client silent = connect();
        int partialFd = fixture.accept();
        int silentFd = fixture.accept();
        park(List.of(entry(Phase.PARTIAL, LONG_OVER), entry(Phase.SILENT, LONG_OVER)), partialFd, silentFd);
        fixture.restart(PATIENT);
        assertTrue(partial.readAll().startsWith("HTTP/1.1 408 "));
        assertEquals("", silent.readAll());
    }

    @Test
    void aHeadThatBeginsBetweenTwoLoopsHasItsWholeTime() throws Exception {
        start(PATIENT);
        fixture.stopLoop();
        Client client = connect().send(GET_WIKI.substring(0, 10));
        park(List.of(entry(Phase.SILENT, LONG_OVER)), fixture.accept());
        fixture.restart(PATIENT);
        awaitPendingHeads(1);
        client.send(GET_WIKI.substring(10));
        fixture.receive(wiki).close();
    }

    @Test
    void limitsHoldForWhatWasParked() throws Exception {
        start(PATIENT);
        connect().send("GET");
        connect().send("GET");
        awaitPendingHeads(2);
        fixture.restart(new Limits(Duration.ofSeconds(30), 4096, 1000, 2));
        assertEquals(2, fixture.pendingHeads());
        assertTrue(connect().send("GET").readAll().contains("TooManyConnections"));
    }

    @Test
    void whatFindsNoRoomIsClosedAndCounted() throws Exception {
        start(PATIENT);
        int messages = 0;
        while (fixture.send("park", new byte[] {1}) != -Errno.EAGAIN) {
            messages++;
        }
        assertTrue(messages > 0);
        Client client = connect().send("GET");
        awaitPendingHeads(1);
        fixture.stopLoop();
        assertEquals("parked 0, closed 1", fixture.nextEvent());
        assertThrows(IOException.class, client::readAll); // a reset: half a head was unread
    }

    @Test
    void aMessageThatCannotBeReadIsClosedAndCounted() throws Exception {
        start(PATIENT);
        fixture.stopLoop();
        Client first = connect();
        Client second = connect();
        connect().send(GET_WIKI);
        fixture.send("park", "another version".getBytes(StandardCharsets.UTF_8), fixture.accept());
        park(List.of(), fixture.accept()); // fewer entries than fds
        park(List.of(entry(Phase.PARTIAL, Duration.ZERO)), fixture.accept());
        fixture.restart(PATIENT);
        assertEquals("", first.readAll());
        assertEquals("", second.readAll());
        fixture.receive(wiki).close();
        assertTrue(fixture.events.contains("took up 1, closed 2"), fixture.events::toString);
    }

    @Test
    void whatIsNoConnectionOfAListenerIsClosed() throws Exception {
        start(PATIENT);
        fixture.stopLoop();
        int[] pair = fixture.socketPair();
        park(List.of(entry(Phase.PARTIAL, Duration.ZERO), entry(Phase.PARTIAL, Duration.ZERO)), pair);
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 2", fixture.nextEvent());
    }

    private static Parked entry(Phase phase, Duration waited) {
        return new Parked(new Waited(phase, waited.toNanos()), 0, "", new byte[0]);
    }

    private void park(List<Parked> entries, int... fds) {
        ByteBuffer payload = ByteBuffer.allocate(1000);
        ParkedMessage.begin(payload);
        entries.forEach(entry -> assertTrue(ParkedMessage.add(payload, entry)));
        LoopFixture.must(fixture.send("park", Arrays.copyOf(payload.array(), payload.position()), fds));
    }

    /** Takes out the one message that is parked, and closes its fds. */
    private List<Parked> takeParked(int count) {
        FdMessage message = FdMessage.toReceive(ParkedMessage.SIZE_MAX, FdMessage.FDS_MAX);
        int length = LoopFixture.must(fixture.kernel.receiveMessage(fixture.parkSocket(), message));
        assertEquals(count, message.fdCount());
        for (int i = 0; i < count; i++) {
            fixture.kernel.close(message.fd(i));
        }
        return assertInstanceOf(
                        Entries.class, ParkedMessage.read(message.payload().limit(length)))
                .list();
    }

    private void awaitPendingHeads(int count) {
        while (fixture.pendingHeads() != count) {
            Thread.onSpinWait();
        }
    }
}
