package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.PATIENT;
import static org.usher.loop.EscrowFixture.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.Scope;
import org.usher.posix.Kernel;
import org.usher.posix.SocketType;
import org.usher.route.AppState;

/** What happens to requests in the queue of an app while there is no loop. */
class BetweenTwoLoopsTest {
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    private EscrowFixture fixture;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, Kernel.linux());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        fixture.close();
    }

    private void restart() throws Exception {
        fixture.restart(PATIENT);
    }

    @Test
    void requestThatIsTakenBetweenTwoLoopsIsServedAndItsCopyGoes() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        Received received = fixture.receive(wiki);
        restart();
        fixture.awaitPendingRequests(0);
        assertEquals(GET, received.readNow());
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, client.readAll());
        assertTrue(fixture.events.contains("handed off wiki.socket"), fixture.events::toString);
    }

    /** As PROTOCOL.md asks for in rule 25. */
    @Test
    void answerThatIsShutDownEndsWhileThereIsNoLoop() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        Received received = fixture.receive(wiki);
        received.readNow();
        fixture.kernel.shutdown(received.fd(), SocketType.SHUT_WR);
        assertEquals("", client.readAll());
        received.close();
    }

    @Test
    void answerThatIsOnlyClosedEndsWhenTheNextLoopBegins() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        Received received = fixture.receive(wiki);
        received.readNow();
        received.answerAndClose(ANSWER);
        restart();
        assertEquals(ANSWER, client.readAll());
    }

    @Test
    void requestsForASocketThatIsClosedBetweenTwoLoopsAreRefused() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        fixture.stopLoop();
        fixture.unbind(wiki);
        restart();
        for (Client client : clients) {
            assertRefused("AppOffline", client.readAll());
        }
    }

    /** Which further requests are the app's, only the table of then knew. */
    @Test
    void requestsForASocketThatIsMadeAnewBetweenTwoLoopsAreSentToTheNewOneWithScopeClose() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        fixture.stopLoop();
        Files.move(directory.resolve("wiki"), directory.resolve("old")); // or the new one may get its inode number
        int replacement = fixture.bind("wiki");
        fixture.unbind(wiki);
        restart();
        for (Client client : clients) {
            Received received = fixture.receive(replacement);
            assertEquals(client.port(), received.header().endpoints().client().getPort());
            assertEquals("/wiki/", received.header().prefix());
            assertEquals(Scope.CLOSE, received.header().scope());
            assertEquals(1, received.header().hops());
            assertEquals(GET, received.readNow());
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
        fixture.awaitPendingRequests(0);
    }

    /** The app has read the request, and its socket went. */
    @Test
    void requestThatIsReadBetweenTwoLoopsIsTheApps() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        Received received = fixture.receive(wiki);
        received.readNow();
        fixture.unbind(wiki);
        restart();
        fixture.awaitPendingRequests(0);
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, client.readAll());
    }

    @Test
    void requestsForAUnitThatFailsBetweenTwoLoopsAreRefused() throws Exception {
        fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        fixture.stopLoop();
        fixture.says("wiki", AppState.failed("exit-code"));
        restart();
        for (Client client : clients) {
            assertRefused("AppFailed", client.readAll());
        }
    }

    /** The app was given the request and may take it: the route of now has no say. */
    @Test
    void requestsWhoseRouteIsGoneAreTheirAppsAllTheSame() throws Exception {
        int wiki = fixture.wiki(SHORT);
        List<Client> clients = fixture.sendOneByOne(2);
        fixture.stopLoop();
        fixture.forgetClaims();
        Received received = fixture.receive(wiki);
        received.readNow();
        restart();
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, clients.get(0).readAll());
        assertRefused("StartTimeout", clients.get(1).readAll());
        fixture.receive(wiki).close();
    }

    @Test
    void clientThatHasGoneIsLetGoAndTheOthersAreFollowed() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        fixture.stopLoop();
        clients.get(1).reset();
        restart();
        assertTrue(fixture.events.contains("took up 2, closed 1"), fixture.events::toString);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(1);
        fixture.receive(wiki).close();
        assertEquals(1, fixture.pendingRequests());
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(0);
    }
}
