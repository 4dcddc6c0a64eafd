package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.PATIENT;
import static org.usher.loop.EscrowFixture.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.route.AppState;

/** What is in the queue of an app while the loop is replaced: for its client there was no restart. */
class InheritedEscrowTest {
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    private final FaultyKernel faulty = new FaultyKernel();
    private EscrowFixture fixture;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, faulty.kernel());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        fixture.close();
    }

    private void restart() throws Exception {
        fixture.restart(PATIENT);
    }

    @Test
    void requestThatNobodyTakesIsRefusedOnceByTheNextLoopAndCannotBeServedAfter() throws Exception {
        int wiki = fixture.wiki(SHORT);
        Client client = fixture.connect().send("POST /wiki/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
        fixture.awaitPendingRequests(1);
        restart();
        String answer = client.readAll();
        assertRefused("StartTimeout", answer);
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"));
        assertEquals("parked 1, closed 0", fixture.nextEvent());
        assertEquals("took up 1, closed 0", fixture.nextEvent());
        assertEquals("refused StartTimeout", fixture.nextEvent());
        Received late = fixture.receive(wiki);
        assertEquals(0, fixture.kernel.receive(late.fd(), NativeMemory.allocate(64), 0, 64), "end of stream");
        late.close();
    }

    @Test
    void refusalOfARequestToHeadHasNoBody() throws Exception {
        fixture.wiki(SHORT);
        Client client = fixture.connect().send("HEAD /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
        fixture.awaitPendingRequests(1);
        restart();
        String answer = client.readAll();
        assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void copiesGoInTheOrderInWhichTheAppTakes() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        restart();
        clients.add(fixture.connect().send(GET)); // on another socket, to the same queue
        for (int left = 3; left >= 0; left--) {
            fixture.awaitPendingRequests(left + 1);
            Received received = fixture.receive(wiki);
            assertEquals(
                    clients.get(3 - left).port(),
                    received.header().endpoints().client().getPort());
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, clients.get(3 - left).readAll());
            fixture.awaitPendingRequests(left);
        }
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
        restart();
        for (int left = 4; left >= 0; left--) {
            fixture.receive(wiki).close();
            fixture.awaitPendingRequests(left);
        }
    }

    @Test
    void withoutRoomInThePollerNothingIsKept() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        faulty.instead("epollAdd", arguments -> ((int) arguments[2] & Epoll.EPOLLOUT) != 0 ? -Errno.ENOMEM : null);
        restart();
        assertEquals(0, fixture.pendingRequests());
        Received received = fixture.receive(wiki);
        received.readNow();
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, client.readAll());
    }

    @Test
    void requestsForAUnitThatFailsInTheNextLoopAreRefused() throws Exception {
        fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        restart();
        fixture.becomes("wiki", AppState.failed("exit-code"));
        for (Client client : clients) {
            assertRefused("AppFailed", client.readAll());
        }
    }

    @Test
    void whatIsInEscrowOutlivesManyLoops() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(2);
        for (int i = 3; i < 6; i++) {
            restart();
            fixture.awaitPendingRequests(clients.size());
            clients.add(fixture.connect().send(GET));
            fixture.awaitPendingRequests(i);
        }
        for (Client client : clients) {
            Received received = fixture.receive(wiki);
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
        fixture.awaitPendingRequests(0);
    }

    @Test
    void requestThatFindsNoPlaceIsItsApps() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(2);
        while (fixture.send("park", new byte[] {1}) >= 0) {
            assertTrue(fixture.events.isEmpty());
        }
        fixture.stopLoop();
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        assertTrue(fixture.nextEvent().startsWith("warned: what wiki.socket has not taken is left to it alone: "));
        for (Client client : clients) {
            Received received = fixture.receive(wiki);
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }
}
