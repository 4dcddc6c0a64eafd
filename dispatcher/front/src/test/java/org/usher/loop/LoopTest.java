package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.route.Limits;

/** The loop with real sockets on loopback; each test ends with the proof that no fd is left. */
class LoopTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 8, 8);
    private static final Limits HASTY = new Limits(Duration.ofMillis(50), 4096, 8, 8);

    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private LoopFixture start(Limits limits) {
        fixture = new LoopFixture(directory, limits);
        return fixture;
    }

    @Test
    void aRequestReachesItsAppWithEveryOctetUnread() throws Exception {
        int wiki = start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send("POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
            Received received = fixture.receive(wiki);

            assertEquals(
                    "POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody", received.readNow());
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            assertEquals(fixture.port(), received.header().endpoints().local().getPort());
            assertEquals("/wiki/", received.header().prefix());
            assertEquals(1, received.header().hops());
            assertEquals("", received.unread());
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            received.answerAndClose("the app's own words");
            assertEquals("the app's own words", client.readAll());
        }
    }

    @Test
    void aHeadThatComesOctetByOctetIsHandedOffWhole() throws Exception {
        int wiki = start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            for (int i = 0; i < GET_WIKI.length(); i++) {
                client.send(GET_WIKI.substring(i, i + 1));
            }
            Received received = fixture.receive(wiki);
            assertEquals(GET_WIKI, received.readNow());
            received.close();
        }
    }

    @Test
    void manyClientsAreServedBetweenThePiecesOfASlowHead() throws Exception {
        int wiki = start(PATIENT).app("wiki", "/wiki/");
        try (Client slow = fixture.connect()) {
            slow.send(GET_WIKI.substring(0, 10));
            for (int i = 0; i < 20; i++) {
                try (Client quick = fixture.connect()) {
                    quick.send(GET_WIKI);
                    fixture.receive(wiki).close();
                }
            }
            slow.send(GET_WIKI.substring(10));
            Received received = fixture.receive(wiki);
            assertEquals(GET_WIKI, received.readNow());
            received.close();
        }
    }

    @Test
    void aClientThatNeverSpeaksIsClosedWithoutAWord() throws Exception {
        start(HASTY).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            assertEquals("", client.readAll());
            assertEquals("gone", fixture.nextEvent());
        }
    }

    @Test
    void halfAHeadIsRefusedAtItsDeadline() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send("GET /wiki/");
            fixture.awaitHalfHeads(1);
            fixture.limit(HASTY);
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertEquals("refused HeadTimeout", fixture.nextEvent());
        }
    }

    /** Each octet comes in time and the head never ends: the time of a head is counted from its first octet. */
    @Test
    void octetsThatComeNowAndThenDoNotProlongTheTimeOfAHead() throws Exception {
        start(PATIENT);
        try (Client client = fixture.connect()) {
            client.send("GET / HTTP/1.1\r\nX: ");
            fixture.awaitHalfHeads(1);
            fixture.limit(new Limits(Duration.ofMillis(300), 4096, 8, 8));
            String event = null;
            for (int i = 0; i < 200 && event == null; i++) {
                client.send("x");
                event = fixture.events.poll(20, TimeUnit.MILLISECONDS);
            }
            assertEquals("refused HeadTimeout", event);
            assertTrue(client.readAll().startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void aClientThatClosesWithHalfAHeadIsGone() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send("GET /wiki/");
            client.shutdownOutput();
            assertEquals("gone", fixture.nextEvent());
        }
    }

    @Test
    void aClientThatHalfClosesAfterItsRequestIsAnswered() throws Exception {
        int wiki = start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            client.shutdownOutput();
            Received received = fixture.receive(wiki);
            assertEquals(GET_WIKI, received.readNow());
            received.answerAndClose("answer");
            assertEquals("answer", client.readAll());
        }
    }

    @Test
    void urgentDataInAHeadIsRefused() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send("GET /wi");
            client.sendUrgent('k');
            assertEquals("refused BadRequest", fixture.nextEvent());
        }
    }

    @Test
    void aRefusalReachesAClientThatIsStillSending() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            fixture.linger();
            client.send("POST /nobody HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3000000\r\n\r\n");
            client.send("x".repeat(3_000_000));
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
            assertTrue(answer.contains("UnknownPath"), answer);
        }
    }

    @Test
    void aRefusalOfAHeadRequestHasNoBody() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        try (Client client = fixture.connect()) {
            client.send("HEAD /nobody HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertTrue(client.readAll().endsWith("\r\n\r\n"));
        }
    }

    @Test
    void theOldestSilentClientMakesRoomForANewOne() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        List<Client> silent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            silent.add(fixture.connect());
            waitForPendingHeads(i + 1);
        }
        try (Client ninth = fixture.connect()) {
            ninth.send("GET");
            assertEquals("", silent.get(0).readAll());
            assertEquals(8, fixture.pendingHeads());
        }
        closeAll(silent);
    }

    @Test
    void oneSourceGetsNoMoreThanItsShareOfPendingHeads() throws Exception {
        start(new Limits(Duration.ofSeconds(30), 4096, 8, 2)).app("wiki", "/wiki/");
        List<Client> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slow.add(fixture.connect().send("GET"));
            waitForPendingHeads(i + 1);
        }
        try (Client third = fixture.connect()) {
            third.send("GET");
            String answer = third.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("TooManyConnections"), answer);
        }
        closeAll(slow);
    }

    @Test
    void aTableThatIsSwappedHoldsForTheNextHead() throws Exception {
        start(PATIENT).app("wiki", "/wiki/");
        assertEquals("404", statusOf("GET /blog/ HTTP/1.1\r\nHost: a\r\n\r\n"));
        int blog = fixture.app("blog", "/blog/");
        try (Client client = fixture.connect()) {
            client.send("GET /blog/ HTTP/1.1\r\nHost: a\r\n\r\n");
            fixture.receive(blog).close();
        }
    }

    private String statusOf(String request) throws Exception {
        try (Client client = fixture.connect()) {
            return client.send(request).readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        }
    }

    private void waitForPendingHeads(int count) {
        while (fixture.pendingHeads() != count) {
            Thread.onSpinWait();
        }
    }

    private static void closeAll(List<Client> clients) throws Exception {
        for (Client client : clients) {
            client.close();
        }
    }
}
