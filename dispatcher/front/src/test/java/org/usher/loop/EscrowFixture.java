package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.usher.posix.Kernel;
import org.usher.route.App;
import org.usher.route.Limits;

/** A loop whose one app, wiki, takes what it is sent when the test likes. */
final class EscrowFixture extends LoopFixture {
    static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 64, 64);
    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofMillis(300);
    static final String GET = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";
    static final String ANSWER = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe end says how long this is";

    EscrowFixture(Path directory, Kernel kernelOfLoop) {
        super(directory, PATIENT, kernelOfLoop);
    }

    /** Makes the app, and returns its socket. */
    int wiki(Duration startTimeout) {
        int wiki = bind("wiki");
        declare("wiki", "/wiki/", 32, startTimeout);
        return wiki;
    }

    /** Has the app's unit say that requests may wait so long, those that wait included. */
    void limitWaiting(Duration startTimeout) {
        forgetClaims();
        declare("wiki", "/wiki/", 32, startTimeout);
    }

    /** Has the unit of the app say that its socket is another one. */
    void moveWiki(String socket) {
        Path path = directory.resolve(socket);
        forgetClaims();
        add(new App("wiki.socket", "wiki.service", null, path, null, LONG, 32, true, false), "/wiki/");
    }

    /** Has as many clients send a request, each after the one before has been sent to the app, or waits for room. */
    List<Client> sendOneByOne(int count) throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            clients.add(connect().send(GET));
            awaitPendingRequests(i);
        }
        return clients;
    }

    static void assertRefused(String reason, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("\r\n\r\n503 " + reason + "\n"), answer);
        assertFalse(answer.contains("200 OK"), answer);
    }
}
