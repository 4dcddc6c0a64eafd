package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.LoopFixture.Client;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.route.AppState;

/** What becomes of a request that is in the queue of an app: with the real kernel, and with one that errs. */
class EscrowTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 64, 64);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GET = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe end says how long this is";

    @TempDir
    private Path directory;

    private final FaultyKernel faulty = new FaultyKernel();
    private LoopFixture fixture;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, PATIENT, faulty.kernel());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        fixture.close();
    }

    private int wiki(Duration startTimeout) {
        int wiki = fixture.bind("wiki");
        fixture.declare("wiki", "/wiki/", 16, startTimeout);
        return wiki;
    }

    @Test
    void requestThatNobodyTakesIsRefusedAndCannotBeServedAfter() throws Exception {
        int wiki = wiki(SHORT);
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
    void refusalOfARequestToHeadHasNoBody() throws Exception {
        wiki(SHORT);
        try (Client client = fixture.connect()) {
            client.send("HEAD /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.endsWith("\r\n\r\n"), answer);
        }
    }

    @Test
    void copyGoesWhenTheAppHasTakenTheConnectionSoThatItsEndIsNotDelayed() throws Exception {
        int wiki = wiki(LONG);
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
        int wiki = wiki(LONG);
        List<Client> clients = send(3);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(2);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(1);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(0);
        closeAll(clients);
    }

    /** The kernel tells of what is taken only up to a quarter of the send buffer, which is as small as it can be here. */
    @Test
    void copiesGoAlsoWhereTheKernelDoesNotTell() throws Exception {
        faulty.instead(
                "setOption",
                arguments -> arguments[1] == SocketOption.SO_SNDBUF
                        ? (Integer) fixture.kernel.setOption((int) arguments[0], SocketOption.SO_SNDBUF, 1)
                        : null);
        int wiki = wiki(LONG);
        List<Client> clients = send(5);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(4);
        for (int i = 0; i < 4; i++) {
            fixture.receive(wiki).close();
        }
        fixture.awaitPendingRequests(0);
        closeAll(clients);
    }

    @Test
    void onlyWhatIsLeftInTheQueueIsRefused() throws Exception {
        int wiki = wiki(Duration.ofSeconds(1));
        List<Client> clients = send(3);
        Received first = fixture.receive(wiki);
        first.readNow();
        for (Client client : clients.subList(1, 3)) {
            assertRefused("StartTimeout", client.readAll());
        }
        first.answerAndClose(ANSWER);
        assertEquals(ANSWER, clients.get(0).readAll());
        closeAll(clients);
    }

    @Test
    void requestsForASocketThatIsClosedAreRefused() throws Exception {
        int wiki = wiki(LONG);
        List<Client> clients = send(3);
        fixture.unbind(wiki);
        for (Client client : clients) {
            assertRefused("AppOffline", client.readAll());
        }
        closeAll(clients);
    }

    @Test
    void requestsForASocketThatIsMadeAnewGoToTheNewOneOnceAndInOrder() throws Exception {
        int wiki = wiki(LONG);
        List<Client> clients = send(3);
        Files.move(directory.resolve("wiki"), directory.resolve("old")); // or the new one may get its inode number
        int replacement = fixture.bind("wiki");
        fixture.unbind(wiki);
        clients.add(fixture.connect().send(GET));
        for (Client client : clients) {
            Received received = fixture.receive(replacement);
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            assertEquals(1, received.header().hops());
            assertEquals(GET, received.readNow());
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
        fixture.awaitPendingRequests(0);
        closeAll(clients);
    }

    @Test
    void requestThatTheAppReadBeforeItsSocketWentIsTheApps() throws Exception {
        int wiki = wiki(LONG);
        try (Client client = fixture.connect()) {
            client.send(GET);
            fixture.awaitPendingRequests(1);
            CompletableFuture<Received> taken = new CompletableFuture<>();
            // Between the take and our look, the app reads, and its socket goes.
            faulty.before("unsent", () -> {
                taken.orTimeout(10, TimeUnit.SECONDS).join().readNow();
                fixture.kernel.close(wiki);
            });
            taken.complete(fixture.receive(wiki));
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            taken.join().answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
        fixture.forget(wiki);
    }

    @Test
    void failedUnitRefusesWhatItWasSentAndWhatFollowsAtOnce() throws Exception {
        wiki(LONG);
        List<Client> clients = send(20); // some of them wait for room
        fixture.becomes("wiki", AppState.failed("exit-code"));
        clients.add(fixture.connect().send(GET));
        for (Client client : clients) {
            String answer = client.readAll();
            assertRefused("AppFailed", answer);
            assertTrue(answer.endsWith("\nwiki.socket has failed: exit-code\n"), answer);
            assertTrue(answer.contains("\r\nRetry-After: "), answer);
            assertEquals("refused AppFailed wiki.socket has failed: exit-code", fixture.nextEvent());
        }
        closeAll(clients);
    }

    @Test
    void unitThatWorksAgainIsGivenConnections() throws Exception {
        int wiki = wiki(LONG);
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

    /** The app takes the message and reads after we have found it still in the queue: at the last possible moment. */
    @Test
    void requestThatTheAppReadsAtTheDeadlineIsTheApps() throws Exception {
        int wiki = wiki(Duration.ofSeconds(2));
        AtomicReference<Received> taken = new AtomicReference<>();
        try (Client client = fixture.connect()) {
            client.send(GET);
            fixture.awaitPendingRequests(1);
            faulty.before("peek", () -> {
                taken.set(fixture.receive(wiki));
                taken.get().readNow();
            });
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            taken.get().answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }

    /** The app has read the head; of the body there is as much as the head was long. */
    @Test
    void bodyIsNotTakenForTheHeadThatTheAppHasRead() throws Exception {
        int wiki = wiki(Duration.ofSeconds(2));
        AtomicReference<Received> taken = new AtomicReference<>();
        String head = "POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 99\r\n\r\n";
        String body = "b".repeat(99);
        try (Client client = fixture.connect()) {
            client.send(head);
            fixture.awaitPendingRequests(1);
            client.send(body);
            faulty.before("peek", () -> {
                taken.set(fixture.receive(wiki));
                fixture.kernel.receive(taken.get().fd(), NativeMemory.allocate(head.length()), 0, head.length());
            });
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            assertEquals(body, taken.get().readNow());
            taken.get().answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }

    /** The app reads between our look and our reading: neither of the two may go on. */
    @Test
    void requestOfWhichTwoHaveReadIsEndedWithoutAWord() throws Exception {
        int wiki = wiki(Duration.ofSeconds(2));
        AtomicReference<Received> taken = new AtomicReference<>();
        String head = "POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 99\r\n\r\n";
        try (Client client = fixture.connect()) {
            client.send(head);
            fixture.awaitPendingRequests(1);
            client.send("b".repeat(99));
            faulty.before("receive", () -> {
                taken.set(fixture.receive(wiki));
                fixture.kernel.receive(taken.get().fd(), NativeMemory.allocate(head.length()), 0, head.length());
            });
            assertEquals("", client.readAll());
            taken.get().close();
        }
    }

    @Test
    void runningAppThatHasTakenNothingLatelyIsInEscrow() throws Exception {
        wiki(LONG);
        fixture.becomes("wiki", AppState.RUNNING);
        closeAll(send(1));
    }

    /** What the app has taken vouches for 20 ms: on a busy machine the next request may come later than that. */
    @Test
    void runningAppThatKeepsUpIsNotInEscrow() throws Exception {
        int wiki = wiki(LONG);
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
        int wiki = wiki(LONG);
        try (Client client = fixture.connect()) {
            client.send(GET);
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            fixture.receive(wiki).close();
        }
    }

    /** To be unable to ask is not to be told that nobody is there. */
    @Test
    void socketThatWasOutOfReachForAMomentIsNotSentTheSameAgain() throws Exception {
        int wiki = wiki(LONG);
        List<Client> clients = send(3);
        faulty.fail("connect", Errno.EACCES, 1);
        for (int i = 0; i < 3; i++) {
            fixture.receive(wiki).close();
        }
        fixture.awaitPendingRequests(0);
        assertEquals(0, fixture.kernel.unread(wiki));
        closeAll(clients);
    }

    @Test
    void loopThatEndsLeavesToTheAppWhatIsInItsQueue() throws Exception {
        int wiki = wiki(LONG);
        List<Client> clients = send(2);
        fixture.stopLoop();
        for (Client client : clients) {
            Received received = fixture.receive(wiki);
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
        closeAll(clients);
    }

    private List<Client> send(int count) throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            clients.add(fixture.connect().send(GET));
            fixture.awaitPendingRequests(i);
        }
        return clients;
    }

    private static void assertRefused(String reason, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("\r\n\r\n503 " + reason + "\n"), answer);
        assertFalse(answer.contains("200 OK"), answer);
    }

    private static void closeAll(List<Client> clients) throws Exception {
        for (Client client : clients) {
            client.close();
        }
    }
}
