package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that wait for an app while the dispatcher is replaced. Those that wait in the dispatcher for room in the app's
 * socket are parked for the next one; those that are in the socket are the app's.
 */
@SystemTest
final class WaitingRequestsTest {
    private static final String HANGING = "[Service]\nExecStart=\nExecStart=sleep infinity\n";
    private static final int ROUNDS = 5;
    private static final int POSTS_PER_ROUND = 100;

    /** Messages that find room in the socket of an app: net.unix.max_dgram_qlen, and one more. */
    private static final int IN_SOCKET = 513;

    private static final int WITHOUT_ROOM = 87;
    /** What they may wait: more than it takes to send all of them and to stop the dispatcher. */
    private static final int SECONDS = 15;

    private final Container container;

    WaitingRequestsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
    }

    @Test
    void allAreServedWhenTheAppHasStarted() throws IOException {
        Apps.enable(
                container,
                "slow",
                "[Service]\nExecStartPre=sh -c 'until [ -e /run/slow-may-start ]; do sleep 0.1; done'\n",
                "");
        List<Client> clients = send("/slow/", IN_SOCKET + WITHOUT_ROOM);
        restart();
        container.awaitJournal("usher.service", "took up " + WITHOUT_ROOM + " open connections");
        container.write("/run/slow-may-start", "");
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    @Test
    void thoseWithoutRoomAreRefusedInTheTimeThatWasLeftAndTheOthersEndWithTheirSocket() throws IOException {
        Apps.enable(container, "hanging", HANGING, "StartTimeoutSec=" + SECONDS + "\n");
        List<Client> clients = send("/hanging/", IN_SOCKET); // whose time is not over before the restart
        long begin = System.nanoTime();
        List<Client> without = send("/hanging/", WITHOUT_ROOM);
        restart();
        for (Client client : without) {
            try (client) {
                Wire.assertRefused("StartTimeout", 503, client.receiveAll());
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertTrue(
                seconds >= SECONDS && seconds < SECONDS + 20,
                "refused after " + seconds + " s, of which they had " + SECONDS);
        Apps.stop(container, "hanging");
        for (Client client : clients) {
            try (client) {
                assertEquals("", client.receiveUntilReset());
            }
        }
    }

    @Test
    void eachPostInTheSocketAtARestartIsExecutedOnceAndEachLaterOneIsRefusedOrExecutedOnce() throws IOException {
        Posts posts = Posts.toAnAppThatWakesAfter(container, "0.5 4", "");
        for (int round = 0; round < ROUNDS; round++) {
            posts.mayWait(60); // until they are the app's alone
            posts.send(POSTS_PER_ROUND);
            restart();
            assertEquals(0, posts.receive(), "refused");
            posts.mayWait(1);
            posts.send(POSTS_PER_ROUND);
            posts.receive();
        }
        posts.assertEachIsRefusedOrExecutedOnce();
    }

    private void restart() throws IOException {
        assertEquals(404, Wire.status(container, "/unknown/")); // accepted after all that were sent
        container.systemctl("restart", "usher.service");
    }

    private List<Client> send(String path, int count) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(Wire.get(path)));
        }
        return clients;
    }
}
