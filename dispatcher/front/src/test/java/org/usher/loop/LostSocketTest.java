package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;

/** What was in the queue of a socket that is gone. */
class LostSocketTest {
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
    void requestsForASocketThatIsClosedAreRefused() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
        fixture.unbind(wiki);
        for (Client client : clients) {
            assertRefused("AppOffline", client.readAll());
        }
    }

    @Test
    void requestsForASocketThatIsMadeAnewGoToTheNewOneOnceAndInOrder() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(3);
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
    }

    @Test
    void requestsForASocketThatMovesGoToTheNewOneWhenTheOldOneIsGone() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(2);
        int elsewhere = fixture.bind("elsewhere");
        fixture.moveWiki("elsewhere");
        answer(wiki, clients.get(0));
        fixture.unbind(wiki);
        clients.add(fixture.connect().send(GET));
        for (Client client : clients.subList(1, 3)) {
            answer(elsewhere, client);
        }
        fixture.awaitPendingRequests(0);
    }

    private void answer(int socket, Client client) throws Exception {
        Received received = fixture.receive(socket);
        assertEquals(GET, received.readNow());
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, client.readAll());
    }

    @Test
    void requestThatTheAppReadBeforeItsSocketWentIsTheApps() throws Exception {
        int wiki = fixture.wiki(LONG);
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

    /** To be unable to ask is not to be told that nobody is there. */
    @Test
    void socketThatWasOutOfReachForAMomentIsNotSentTheSameAgain() throws Exception {
        int wiki = fixture.wiki(LONG);
        fixture.sendOneByOne(3);
        faulty.fail("connect", Errno.EACCES, 1);
        for (int i = 0; i < 3; i++) {
            fixture.receive(wiki).close();
        }
        fixture.awaitPendingRequests(0);
        assertEquals(0, fixture.kernel.unread(wiki));
    }
}
