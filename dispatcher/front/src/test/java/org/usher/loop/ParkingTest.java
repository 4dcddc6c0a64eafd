package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Errno;
import org.usher.route.Limits;

/** What is open when a loop stops, in the loop after it. */
class ParkingTest {
    private static final Limits PATIENT = new Limits(Duration.ofMinutes(10), 4096, 1000, 1000);
    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private int wiki;

    private void start(Limits limits) {
        fixture = new LoopFixture(directory, limits);
        wiki = fixture.app("wiki", "/wiki/");
    }

    @Test
    void halfAHeadIsCompletedInTheNextLoop() throws Exception {
        start(PATIENT);
        Client client = fixture.connect();
        client.send(GET_WIKI.substring(0, 10));
        fixture.awaitPendingHeads(1);
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
        Client client = fixture.connect();
        client.send(GET_WIKI.substring(0, 10));
        fixture.awaitPendingHeads(1);
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
        Client client = fixture.connect();
        fixture.awaitPendingHeads(1);
        fixture.restart(PATIENT);
        client.send(GET_WIKI);
        fixture.receive(wiki).close();
    }

    @Test
    void aClientThatHasGoneBetweenTwoLoopsIsLetGo() throws Exception {
        start(PATIENT);
        Client client = fixture.connect();
        client.send(GET_WIKI.substring(0, 10));
        fixture.awaitPendingHeads(1);
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
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            clients.add(fixture.connect().send("GET "));
        }
        fixture.awaitPendingHeads(600);
        fixture.restart(PATIENT);
        assertEquals("parked 600, closed 0", fixture.nextEvent());
        assertEquals("took up 600, closed 0", fixture.nextEvent());
        for (Client client : clients) {
            client.send("/wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
            fixture.receive(wiki).close();
        }
    }

    @Test
    void whatIsInAnAppsSocketIsTheAppsAndWhatWaitsForRoomIsServedInOrderByTheNextLoop() throws Exception {
        start(PATIENT);
        // the kernel takes one more than its limit (unix_recvq_full); not readString: a sysctl file ends after one read
        int room = 1
                + Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/unix/max_dgram_qlen"))
                        .get(0));
        List<Client> inOrder = new ArrayList<>();
        for (int sent = 1; sent <= room + 3; sent++) {
            inOrder.add(fixture.connect().send(GET_WIKI));
            fixture.awaitPendingRequests(sent);
        }
        fixture.restart(PATIENT);
        for (int i = 0; i < room; i++) {
            assertEquals("handed off wiki.socket", fixture.nextEvent());
        }
        assertEquals("parked 3, closed 0", fixture.nextEvent());
        assertEquals("took up 3, closed 0", fixture.nextEvent());
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
        Client client = fixture.connect();
        client.send(GET_WIKI);
        Received first = fixture.receive(wiki);
        first.readNow();
        ByteBuffer header = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(
                header,
                new HandoffHeader(null, first.header().id(), first.header().prefix(), 2, null, null, null));
        fixture.handBack(first.fd(), Arrays.copyOf(header.array(), header.position()), "GET /blog/ HT");
        fixture.awaitPendingHeads(1);
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
    void whatAnAppHasReadIsForItsHostAloneAfterARestartToo() throws Exception {
        start(PATIENT);
        Client client = fixture.connect();
        client.send(GET_WIKI);
        Received first = fixture.receive(wiki);
        first.readNow();
        fixture.handBack(first.fd(), WikiAndBlog.header(first, 0), "GET /wiki/ HT");
        fixture.awaitPendingHeads(1);
        fixture.restart(PATIENT);
        client.send("TP/1.1\r\nHost: b.example\r\n\r\n");
        assertTrue(client.readAll().startsWith("HTTP/1.1 421 "));
    }

    @Test
    void aPrefixThatIsTooLongToBeParkedCostsNoOtherConnection() throws Exception {
        start(PATIENT);
        Client client = fixture.connect();
        Received innocent = receivedOf(client);
        Received hostile = receivedOf(fixture.connect());
        fixture.handBack(hostile.fd(), withLongPrefix(hostile), "GET /wiki/ HT");
        assertEquals("bad return: a connection comes back with its UNIQUE_ID and PREFIX", fixture.nextEvent());
        innocent.answer("answer");
        fixture.handBack(innocent.fd(), WikiAndBlog.header(innocent, 0), "");
        fixture.awaitPendingHeads(1);
        fixture.restart(PATIENT);
        client.send(GET_WIKI);
        fixture.receive(wiki).close();
    }

    private Received receivedOf(Client client) throws Exception {
        client.send(GET_WIKI);
        Received received = fixture.receive(wiki);
        assertEquals(GET_WIKI, received.readNow());
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        return received;
    }

    /** Puts the PREFIX, which has no limit of its own, into a header by hand. */
    private static byte[] withLongPrefix(Received received) {
        byte[] header = WikiAndBlog.header(received.header().id(), null, 0);
        int length = HandoffHeader.HEADER_SIZE_MAX;
        ByteBuffer longer = ByteBuffer.allocate(header.length + 3 + length).put(header);
        longer.put((byte) 0xE0).putShort((short) length);
        return longer.putShort(14, (short) (longer.capacity() - 16)).array();
    }

    @Test
    void limitsHoldForWhatWasParked() throws Exception {
        start(PATIENT);
        fixture.connect().send("GET");
        fixture.connect().send("GET");
        fixture.awaitPendingHeads(2);
        fixture.restart(new Limits(Duration.ofSeconds(30), 4096, 1000, 2));
        assertEquals(2, fixture.pendingHeads());
        assertTrue(fixture.connect().send("GET").readAll().contains("TooManyConnections"));
    }

    @Test
    void whatFindsNoRoomIsClosedAndCounted() throws Exception {
        start(PATIENT);
        int messages = 0;
        while (fixture.send("park", new byte[] {1}) != -Errno.EAGAIN) {
            messages++;
        }
        assertTrue(messages > 0);
        Client client = fixture.connect().send("GET");
        fixture.awaitPendingHeads(1);
        fixture.stopLoop();
        assertEquals("parked 0, closed 1", fixture.nextEvent());
        assertTrue(client.endsWithoutAWord());
    }
}
