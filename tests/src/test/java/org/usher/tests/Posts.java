package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Many POSTs, each with a number, to an app that writes down which of them it has executed ({@code sleepy.py}). */
final class Posts {
    private final Container container;
    private final List<Client> clients = new ArrayList<>();
    private final List<String> served = new ArrayList<>();
    private int sent;
    private int refused;

    private Posts(Container container) {
        this.container = container;
    }

    /** Makes the app: once it has something to take it sleeps between two numbers of seconds. */
    static Posts toAnAppThatWakesAfter(Container container, String seconds, String http) throws IOException {
        container.install("sleepy.py", "/usr/lib/sleepy.py");
        Apps.enable(
                container,
                "sleepy",
                """
                [Service]
                ExecStart=
                ExecStart=python3 /usr/lib/sleepy.py /var/lib/sleepy/executed %s
                StateDirectory=sleepy
                """
                        .formatted(seconds),
                http);
        return new Posts(container);
    }

    /** Has those that wait, and those that come, be refused after so many seconds. */
    void mayWait(int seconds) throws IOException {
        container.dropIn("sleepy.socket", "waiting", "[X-HTTP]\nStartTimeoutSec=" + seconds + "\n");
        container.systemctl("reload", "usher");
    }

    void send(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String post = "POST /sleepy/" + sent++ + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody";
            clients.add(container.connect("127.0.0.1", 80).send(post));
        }
    }

    /** Waits for an answer to all that were sent, and returns how many of them were refused. */
    int receive() throws IOException {
        int refusedBefore = refused;
        int number = sent - clients.size();
        for (Client client : clients) {
            try (client) {
                String answer = client.receiveAll();
                if (answer.startsWith("HTTP/1.1 200 ")) {
                    assertTrue(answer.endsWith("\r\n\r\ndone"), answer);
                    served.add(Integer.toString(number));
                } else {
                    Wire.assertRefused("StartTimeout", 503, answer);
                    refused++;
                }
            }
            number++;
        }
        clients.clear();
        return refused - refusedBefore;
    }

    /** Fails unless those that were served are those that were executed, and some were and some were not. */
    void assertEachIsRefusedOrExecutedOnce() throws IOException {
        List<String> executed = container
                .sh("sort --numeric-sort /var/lib/sleepy/executed")
                .succeeded()
                .lines()
                .toList();
        assertEquals(served, executed);
        assertEquals(sent, served.size() + refused);
        String counts = served.size() + " served, " + refused + " refused";
        System.out.println(counts);
        assertTrue(served.size() > 10 && refused > 10, counts);
    }
}
