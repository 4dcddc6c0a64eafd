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

    /** Makes an app out of a drop-in for its service; it starts at its first request. */
    private void enable(String name, String service, String http) throws IOException {
        Apps.enable(container, name, "/" + name + "/");
        container.dropIn(name + ".service", "program", service);
        container.dropIn(name + ".socket", "waiting", "[X-HTTP]\n" + http);
        container.systemctl("reload", "usher");
    }

    @Test
    void eachOf1000PostsToAnAppThatWakesAroundTheDeadlineIsRefusedOrExecutedOnce() throws IOException {
        container.install("sleepy.py", "/usr/lib/sleepy.py");
        enable(
                "sleepy",
                """
                [Service]
                ExecStart=
                ExecStart=python3 /usr/lib/sleepy.py /var/lib/sleepy/executed
                StateDirectory=sleepy
                """,
                "StartTimeoutSec=1\n");
        List<String> served = new ArrayList<>();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < POSTS_PER_ROUND; i++) {
                clients.add(container.connect("127.0.0.1", 80).send(post(POSTS_PER_ROUND * round + i)));
            }
            for (int i = 0; i < POSTS_PER_ROUND; i++) {
                try (Client client = clients.get(i)) {
                    String answer = client.receiveAll();
                    if (answer.startsWith("HTTP/1.1 200 ")) {
                        assertTrue(answer.endsWith("\r\n\r\ndone"), answer);
                        served.add(Integer.toString(POSTS_PER_ROUND * round + i));
                    } else {
                        Wire.assertRefused("StartTimeout", 503, answer);
                        refused++;
                    }
                }
            }
        }
        List<String> executed = container
                .sh("sort --numeric-sort /var/lib/sleepy/executed")
                .succeeded()
                .lines()
                .toList();
        assertEquals(served, executed);
        assertEquals(ROUNDS * POSTS_PER_ROUND, served.size() + refused);
        assertTrue(served.size() > 10 && refused > 10, served.size() + " served, " + refused + " refused");
    }

    private static String post(int number) {
        return "POST /sleepy/" + number + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody";
    }

    @Test
    void requestsForAnAppThatHangsWhenItStartsAreRefusedInTime() throws IOException {
        enable("hanging", "[Service]\nExecStart=\nExecStart=sleep infinity\n", "StartTimeoutSec=2\n");
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
        enable("stopped", "[Service]\nExecStart=\nExecStart=sleep infinity\n", "");
        List<Client> clients = send("/stopped/", 20);
        container.awaitProperty("stopped.service", "ActiveState", "active");
        container.systemctl("stop", "stopped.socket", "stopped.service");
        for (Client client : clients) {
            try (client) {
                Wire.assertRefused("AppOffline", 503, client.receiveAll());
            }
        }
    }

    @Test
    void requestsInASocketThatIsRestartedAreServedByTheNewOne() throws IOException {
        enable(
                "restarted",
                """
                [Unit]
                Requires=restarted.socket
                [Service]
                ExecStartPre=sh -c 'until [ -e /run/restarted ]; do sleep 0.1; done'
                """,
                "");
        List<Client> clients = send("/restarted/", 20);
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
