package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that waits in the socket of an app: it is served, or refused, and never both. */
@SystemTest
final class EscrowTest {
    private static final int ROUNDS = 10;
    private static final int POSTS_PER_ROUND = 100;

    private final Container container;

    EscrowTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
    }

    @Test
    void eachOf1000PostsToAnAppThatWakesAroundTheDeadlineIsRefusedOrExecutedOnce() throws IOException {
        Posts posts = Posts.toAnAppThatWakesAfter(container, "0.5 1.2", "StartTimeoutSec=1\n");
        for (int round = 0; round < ROUNDS; round++) {
            posts.send(POSTS_PER_ROUND);
            posts.receive();
        }
        posts.assertEachIsRefusedOrExecutedOnce();
    }

    @Test
    void requestsForAnAppThatHangsWhenItStartsAreRefusedInTime() throws IOException {
        Apps.enable(container, "hanging", "[Service]\nExecStart=\nExecStart=sleep infinity\n", "StartTimeoutSec=2\n");
        long begin = System.nanoTime();
        List<Client> clients = send("/hanging/", 40);
        for (Client client : clients) {
            try (client) {
                Wire.assertRefused("StartTimeout", 503, client.receiveAll());
            }
        }
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(15).toNanos(), "refused 2 s after they came");
        assertEquals("active", container.property("hanging.socket", "ActiveState"));
    }

    @Test
    void requestsInASocketThatIsStoppedAreRefused() throws IOException {
        Apps.enable(container, "stopped", "[Service]\nExecStart=\nExecStart=sleep infinity\n", "");
        List<Client> clients = send("/stopped/", 20);
        assertEquals(404, Wire.status(container, "/unknown/")); // accepted after all of them
        container.awaitProperty("stopped.service", "ActiveState", "active");
        Apps.stop(container, "stopped");
        for (Client client : clients) {
            try (client) {
                Wire.assertRefused("AppOffline", 503, client.receiveAll());
            }
        }
    }

    @Test
    void requestsInASocketThatIsRestartedAreServedByTheNewOne() throws IOException {
        Apps.enable(
                container,
                "restarted",
                """
                [Unit]
                Requires=restarted.socket
                [Service]
                ExecStartPre=sh -c 'until [ -e /run/restarted ]; do sleep 0.1; done'
                """,
                "");
        List<Client> clients = send("/restarted/", 20);
        assertEquals(404, Wire.status(container, "/unknown/")); // accepted after all of them
        container.awaitProperty("restarted.service", "ActiveState", "activating");
        container.write("/run/restarted", "");
        container.systemctl("restart", "restarted.socket");
        for (Client client : clients) {
            Wire.assertServed(client);
        }
    }

    /** Every answer ends when the app ends it; a copy of ours that stayed open would hold up the end for 90 s. */
    @Test
    void firstAnswersOfAnAppEndWhenItEndsThem() throws IOException {
        Apps.enable(container, "cold", "/cold/");
        container.systemctl("reload", "usher");
        for (Client client : send("/cold/", 50)) {
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
