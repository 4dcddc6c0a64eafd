package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests in the socket of an app while the dispatcher is replaced: their clients notice nothing. */
@SystemTest
final class RestartedEscrowTest {
    private static final String HANGING = "[Service]\nExecStart=\nExecStart=sleep infinity\n";
    private static final int ROUNDS = 10;
    private static final int POSTS_PER_ROUND = 100;

    /** As many as find room in the socket of an app, 513, less some: three messages of parked connections. */
    private static final int FULL_SOCKET = 510;

    private final Container container;

    RestartedEscrowTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
    }

    @Test
    void requestsForAnAppThatHangsWhenItStartsAreRefusedInTheTimeThatWasLeft() throws IOException {
        Apps.enable(container, "hanging", HANGING, "StartTimeoutSec=10\n");
        long begin = System.nanoTime();
        List<Client> clients = send("/hanging/", FULL_SOCKET);
        assertEquals(404, Wire.status(container, "/unknown/")); // accepted after all of them
        container.systemctl("restart", "usher.service");
        container.awaitJournal("usher.service", "took up " + FULL_SOCKET + " open connections");
        for (Client client : clients) {
            try (client) {
                Wire.assertRefused("StartTimeout", 503, client.receiveAll());
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertTrue(seconds >= 10 && seconds < 30, "refused after " + seconds + " s, of which they had 10");
    }

    @Test
    void eachOf1000PostsIsRefusedOrExecutedOnceWhateverDispatcherIsThereWhenTheAppWakes() throws IOException {
        Posts posts = Posts.toAnAppThatWakesAfter(container, "0.5 6", "StartTimeoutSec=1\n");
        for (int round = 0; round < ROUNDS; round++) {
            posts.send(POSTS_PER_ROUND);
            container.systemctl("restart", "usher.service");
            posts.receive();
        }
        posts.assertEachIsRefusedOrExecutedOnce();
    }

    @Test
    void requestsInASocketThatIsStoppedAfterARestartAreRefused() throws IOException {
        Apps.enable(container, "stopped", HANGING, "");
        List<Client> clients = send("/stopped/", 20);
        assertEquals(404, Wire.status(container, "/unknown/"));
        container.systemctl("restart", "usher.service");
        Apps.stop(container, "stopped");
        for (Client client : clients) {
            try (client) {
                Wire.assertRefused("AppOffline", 503, client.receiveAll());
            }
        }
    }

    /** Every answer ends when the app ends it, or when the next dispatcher has begun. */
    @Test
    void firstAnswersOfAnAppEndWhenItEndsThemOrALittleLater() throws IOException {
        Apps.enable(container, "cold", "[Service]\nExecStartPre=sleep 1\n", "");
        List<Client> clients = send("/cold/", 50);
        assertEquals(404, Wire.status(container, "/unknown/"));
        container.systemctl("restart", "usher.service");
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    private List<Client> send(String path, int count) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(container.connect("127.0.0.1", 80).send(Wire.get(path)));
        }
        return clients;
    }
}
