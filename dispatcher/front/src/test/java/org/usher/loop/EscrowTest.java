package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.SHORT;
import static org.usher.loop.EscrowFixture.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.route.AppState;

/** What becomes of a request that is in the queue of an app: with the real kernel, and with one that errs. */
class EscrowTest {
    @TempDir
    private Path directory;

    private final FaultyKernel faulty = new FaultyKernel();

    @AutoClose
    private EscrowFixture fixture;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, faulty.kernel());
    }

    @Test
    void requestThatNobodyTakesIsRefusedAndCannotBeServedAfter() throws Exception {
        int wiki = fixture.wiki(SHORT);
        try (Client client = fixture.connect()) {
            client.send("POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
            assertRefused("StartTimeout", client.readAll());
            assertEquals("refused StartTimeout", fixture.nextEvent());
            Received late = fixture.receive(wiki);
            assertEquals(0, fixture.kernel.receive(late.fd(), NativeMemory.allocate(64), 0, 64), "end of stream");
            late.close();
        }
    }

    @Test
    void messageOfWhichTheKernelHoldsAnOctetBackWhileItTellsIsTaken() throws Exception {
        faulty.instead("unsent", arguments -> Math.max(1, fixture.kernel.unsent((int) arguments[0])));
        int wiki = fixture.wiki(LONG);
        try (Client client = fixture.connect().send(GET)) {
            Received received = fixture.receive(wiki);
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll(), "our copy was closed");
        }
    }

    @Test
    void requestThatWakesALoopWhichHasSleptForLongHasItsWholeTime() throws Exception {
        fixture.wiki(SHORT);
        assertEquals(0, fixture.pendingRequests()); // the last thing that the loop was asked
        long before = System.nanoTime();
        while (System.nanoTime() - before < SHORT.toNanos()) {
            Thread.onSpinWait();
        }
        long begin = System.nanoTime();
        assertRefused("StartTimeout", fixture.connect().send(GET).readAll());
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        assertTrue(millis >= SHORT.toMillis() - 1, millis + " ms");
    }

    @Test
    void refusalOfARequestToHeadHasNoBody() throws Exception {
        fixture.wiki(SHORT);
        try (Client client = fixture.connect()) {
            client.send("HEAD /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.endsWith("\r\n\r\n"), answer);
        }
    }

    @Test
    void copyGoesWhenTheAppHasTakenTheConnectionSoThatItsEndIsNotDelayed() throws Exception {
        int wiki = fixture.wiki(LONG);
        try (Client client = fixture.connect()) {
            client.send(GET);
            fixture.awaitPendingRequests(1);
            Received received = fixture.receive(wiki);
            assertEquals(GET, received.readNow());
            received.answerAndClose(ANSWER);
            assertEquals(
                    ANSWER, client.readAll()); // within the client's patience, which is shorter than StartTimeoutSec=
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            assertEquals(0, fixture.pendingRequests());
        }
    }

    @Test
    void copiesGoInTheOrderInWhichTheAppTakes() throws Exception {
        int wiki = fixture.wiki(LONG);
        fixture.sendOneByOne(3);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(2);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(1);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(0);
    }

    /** The kernel tells of what is taken only up to a quarter of the send buffer, which is as small as it can be here. */
    @Test
    void copiesGoAlsoWhereTheKernelDoesNotTell() throws Exception {
        faulty.instead(
                "setOption",
                arguments -> arguments[1] == SocketOption.SO_SNDBUF
                        ? (Integer) fixture.kernel.setOption((int) arguments[0], SocketOption.SO_SNDBUF, 1)
                        : null);
        int wiki = fixture.wiki(LONG);
        fixture.sendOneByOne(5);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(4);
        for (int i = 0; i < 4; i++) {
            fixture.receive(wiki).close();
        }
        fixture.awaitPendingRequests(0);
    }

    @Test
    void onlyWhatIsLeftInTheQueueIsRefused() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        Received first = fixture.receive(wiki);
        first.readNow();
        fixture.limitWaiting(SHORT);
        for (Client client : clients.subList(1, 3)) {
            assertRefused("StartTimeout", client.readAll());
        }
        first.answerAndClose(ANSWER);
        assertEquals(ANSWER, clients.get(0).readAll());
    }

    @Test
    void failedUnitRefusesWhatItWasSentAndWhatFollowsAtOnce() throws Exception {
        fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(20); // some of them wait for room
        fixture.becomes("wiki", AppState.failed("exit-code"));
        clients.add(fixture.connect().send(GET));
        for (Client client : clients) {
            String answer = client.readAll();
            assertRefused("AppFailed", answer);
            assertTrue(answer.endsWith("\nwiki.socket has failed: exit-code\n"), answer);
            assertTrue(answer.contains("\r\nRetry-After: "), answer);
            assertEquals("refused AppFailed wiki.socket has failed: exit-code", fixture.nextEvent());
        }
    }

    @Test
    void unitInMaintenanceAnswersWhatItWasSentAndIsSentNothingMore() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client before = fixture.sendOneByOne(1).get(0);
        fixture.becomes("wiki", new AppState(AppState.Condition.MAINTENANCE, "<p>soon"));
        try (Client client = fixture.connect()) {
            String answer = client.send(GET).readAll();
            assertRefused("Maintenance", answer);
            assertTrue(answer.contains("\r\nRetry-After: "), answer);
        }
        Received received = fixture.receive(wiki);
        received.readNow();
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, before.readAll());
    }

    @Test
    void unitThatWorksAgainIsGivenConnections() throws Exception {
        int wiki = fixture.wiki(LONG);
        fixture.becomes("wiki", AppState.failed("trigger-limit-hit"));
        try (Client client = fixture.connect()) {
            assertRefused("AppFailed", client.send(GET).readAll());
        }
        fixture.becomes("wiki", AppState.LISTENING);
        try (Client client = fixture.connect()) {
            client.send(GET);
            Received received = fixture.receive(wiki);
            assertEquals(GET, received.readNow());
            received.close();
        }
    }

    @Test
    void runningAppThatHasTakenNothingLatelyIsInEscrow() throws Exception {
        fixture.wiki(LONG);
        fixture.becomes("wiki", AppState.RUNNING);
        fixture.sendOneByOne(1);
    }

    /** What the app has taken vouches for 20 ms: on a busy machine the next request may come later than that. */
    @Test
    void runningAppThatKeepsUpIsNotInEscrow() throws Exception {
        int wiki = fixture.wiki(LONG);
        fixture.becomes("wiki", AppState.RUNNING);
        boolean letGoAtOnce = false;
        for (int i = 0; i < 1000 && !letGoAtOnce; i++) {
            long looks = faulty.count("inode");
            try (Client client = fixture.connect()) {
                client.send(GET);
                fixture.await(wiki, Epoll.EPOLLIN);
                letGoAtOnce = "handed off wiki.socket".equals(fixture.events.poll(1, TimeUnit.MILLISECONDS));
                if (letGoAtOnce) {
                    assertEquals(looks, faulty.count("inode"), "nothing was asked of its socket");
                }
                fixture.receive(wiki).close();
            }
            fixture.awaitPendingRequests(0);
            fixture.events.clear();
        }
        assertTrue(letGoAtOnce);
    }

    @Test
    void withoutRoomInThePollerNothingIsKept() throws Exception {
        faulty.instead("epollAdd", arguments -> ((int) arguments[2] & Epoll.EPOLLOUT) != 0 ? -Errno.ENOMEM : null);
        int wiki = fixture.wiki(LONG);
        try (Client client = fixture.connect()) {
            client.send(GET);
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            fixture.receive(wiki).close();
        }
    }

    @Test
    void afterAnErrorOfOursTheNextRequestIsInEscrowAgain() throws Exception {
        fixture.wiki(LONG);
        fixture.sendOneByOne(1);
        faulty.before("unsent", () -> {
            throw new IllegalStateException("an error of ours");
        });
        fixture.limitWaiting(SHORT);
        assertEquals("failed an error of ours", fixture.nextEvent());
        assertEquals("dropped", fixture.nextEvent());
        assertRefused("StartTimeout", fixture.connect().send(GET).readAll());
    }
}
