package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Static=} in an app's unit: files of its user are served before it is asked, and before it is started. */
@SystemTest
final class StaticFirstTest {
    private static final String APP = "hello.service";
    private static final String SERVER = "usher-static.service";
    private static final String DIRECTORY = "/srv/hello";

    private final Container container;

    StaticFirstTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container
                .sh("id alice || useradd alice; rm -rf " + DIRECTORY + "; install -d -o alice " + DIRECTORY)
                .succeeded();
        container.systemctl("link", "/usr/share/usher/examples/hello.service");
        container.systemctl("enable", "/usr/share/usher/examples/hello.socket");
        container.dropIn("hello.socket", "files", "[X-HTTP]\nStatic=/srv/%p\nMaxAge=1h\n");
        container.systemctl("start", "usher.socket", "usher-static.socket", "hello.socket");
        Wire.awaitStatus(container, "/hello/none", 200);
    }

    private void asAlice(String script) throws IOException {
        container
                .sh("cd " + DIRECTORY + " && runuser -u alice -- sh -ec \"" + script + "\"")
                .succeeded();
    }

    private String body(String method, String path) throws IOException {
        String request = Wire.get(path).replaceFirst("GET", method);
        try (Client client = container.connect("127.0.0.1", 80).send(request)) {
            return client.receiveBody();
        }
    }

    private void assertIsTheApps(String method, String path) throws IOException {
        String body = body(method, path);
        assertTrue(body.endsWith("! " + method + " " + path + " came by the prefix /hello/\n"), body);
    }

    @Test
    void fileIsServedWhileTheAppSleepsAndWhatIsNoneWakesIt() throws IOException {
        asAlice("echo -n file >a.txt");
        container.systemctl("stop", APP, SERVER);
        for (int k = 0; k < 3; k++) {
            assertEquals("file", body("GET", "/hello/a.txt"));
        }
        assertEquals("inactive", container.property(APP, "ActiveState"));
        assertIsTheApps("GET", "/hello/b.txt");
        container.awaitProperty(APP, "ActiveState", "active"); // its READY=1 may come after its answer
    }

    @Test
    void whatTheAppWritesRenamesDeletesAndLimitsCountsAtOnce() throws IOException {
        assertIsTheApps("GET", "/hello/page");
        asAlice("echo -n one >.new; mv .new page");
        assertEquals("one", body("GET", "/hello/page"));
        asAlice("echo -n two >.new; mv .new page");
        assertEquals("two", body("GET", "/hello/page"));
        asAlice("mv page other");
        assertIsTheApps("GET", "/hello/page");
        assertEquals("two", body("GET", "/hello/other"));
        asAlice("touch -d '2 hours ago' other");
        assertIsTheApps("GET", "/hello/other");
        asAlice("python3 -c 'import os; os.setxattr(\\\"other\\\", \\\"user.usher.expires\\\", b\\\"99999999999\\\")'");
        assertEquals("two", body("GET", "/hello/other"));
        asAlice("rm other");
        assertIsTheApps("GET", "/hello/other");
    }

    @Test
    void otherMethodsQueriesAndFilesOfOthersAreTheApps() throws IOException {
        asAlice("echo -n file >a.txt; ln -s /etc/passwd leak");
        container.write(DIRECTORY + "/theirs", "theirs");
        container
                .sh("id mallory || useradd mallory; chown mallory " + DIRECTORY + "/theirs")
                .succeeded();
        assertIsTheApps("POST", "/hello/a.txt");
        for (String path : new String[] {"a.txt?q", "leak", "theirs", "a.txt/", ".hidden"}) {
            assertIsTheApps("GET", "/hello/" + path);
        }
    }

    /** Files, the app's, with bodies, and another app's, down one connection. */
    @Test
    void thousandMixedRequestsInOnePipeAreEachAnsweredByTheirOwn() throws IOException {
        asAlice("echo -n file >a.txt; mkdir d; echo -n index >d/index.html");
        Apps.enable(container, "plain", "/hello/plain/");
        container.systemctl("start", "hello.socket");
        container.systemctl("reload", "usher.service"); // or hello might be given the connection for all below /hello/
        List<Asked> all =
                IntStream.range(0, 1000).mapToObj(StaticFirstTest::nth).toList();
        String octets = String.join("", all.stream().map(Asked::octets).toList());
        try (Client client = container.connect("127.0.0.1", 80)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, octets));
            for (Asked asked : all) {
                String body = client.receiveBody();
                assertTrue(body.endsWith(asked.end), () -> body + " for " + asked);
            }
            sent.join();
            String last = client.send(Wire.get("/hello/plain/x")).receiveAll();
            assertTrue(last.contains("\r\n\r\nGET /hello/plain/x HTTP/1.1\n"), last);
        } finally {
            Apps.stop(container, "plain");
        }
    }

    /** A request, and the end of the body of its answer. */
    private record Asked(String octets, String end) {
        Asked(String method, String path, String body, String end) {
            this(
                    method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body,
                    end);
        }
    }

    private static Asked nth(int k) {
        String path = "/hello/" + k;
        String app = " " + path + " came by the prefix /hello/\n";
        return switch (k % 7 % 4) {
            case 0 -> new Asked("GET", "/hello/a.txt", "", "file");
            case 1 -> new Asked("GET", "/hello/d/", "", "index");
            case 2 -> new Asked("GET", path, "", app);
            default -> new Asked("POST", path, "body", app);
        };
    }

    private static void send(Client client, String octets) {
        try {
            client.send(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void serverOfFilesThatIsKilledOrGoneDoesNotTakeTheAppAway() throws IOException {
        asAlice("echo -n file >a.txt");
        assertEquals("file", body("GET", "/hello/a.txt"));
        container.systemctl("kill", "--signal=KILL", SERVER);
        assertIsTheApps("GET", "/hello/b.txt");
        assertEquals("file", body("GET", "/hello/a.txt"), "systemd has started it anew");
        container.systemctl("stop", "usher-static.socket");
        container.systemctl("stop", SERVER);
        assertIsTheApps("GET", "/hello/a.txt");
        container.systemctl("restart", "usher.service");
        assertIsTheApps("GET", "/hello/a.txt");
        String problems = container.run("usherctl", "problems").out();
        assertTrue(problems.contains("no-static"), problems);
        container.systemctl("start", "usher-static.socket");
        assertEquals("file", body("GET", "/hello/a.txt"));
    }

    @Test
    void serverOfFilesThatHangsIsRefusedAfterTheTimeThatTheAppHas() throws IOException {
        asAlice("echo -n file >a.txt");
        assertEquals("file", body("GET", "/hello/a.txt"));
        container.dropIn("hello.socket", "time", "[X-HTTP]\nStartTimeoutSec=2\n");
        container.systemctl("reload", "usher.service");
        Processor.stop(container, container.property(SERVER, "MainPID"));
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/hello/a.txt"))) {
            Wire.assertRefused("StartTimeout", 503, client.receiveAll());
        }
        container.removeDropIn("hello.socket", "time");
        container.systemctl("reload", "usher.service"); // or both would have 2 s to take what follows
        assertIsTheApps("POST", "/hello/a.txt");
        container.systemctl("kill", "--signal=CONT", SERVER);
        assertEquals("file", body("GET", "/hello/a.txt"));
    }

    @Test
    void explainAndRoutesNameTheDirectory() throws IOException {
        String why = container.run("usherctl", "explain", "/hello/a.txt").out();
        assertTrue(why.contains("if there is no file for it in /srv/hello, which is asked first"), why);
        String routes = container.run("usherctl", "routes").out();
        assertTrue(routes.contains("files, handoff"), routes);
    }
}
