package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's own servers behind the relay: on a socket of systemd's or on a port of their own, each from cold. */
@SystemTest
final class RelayedServersTest {
    private final Container container;

    RelayedServersTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void install() throws IOException {
        if (!Files.exists(container.path("/usr/lib/flask"))) {
            installPrograms();
            for (RelayedServer server : RelayedServer.values()) {
                installUnits(server);
            }
            installInetd();
            Apps.enableEcho(container);
        }
        container.systemctl("start", "usher.socket");
    }

    private void installPrograms() throws IOException {
        container.install("servers/flask_app.py", "/usr/lib/flask/flask_app.py");
        container.install("servers/node-app.js", "/usr/lib/node/node-app.js");
        container.install("servers/express-app.js", "/usr/lib/node/express-app.js");
        container.install("servers/app.php", "/usr/lib/php/app.php");
        // What is compiled has been by tests/run.
        Files.copy(
                Stage.PROJECT.resolve("tests/target/servers/go"),
                container.path("/usr/lib/go-server"),
                StandardCopyOption.COPY_ATTRIBUTES);
        container.write("/var/www/html/nginx/index.html", "nginx");
        container.write("/var/www/html/apache2/index.html", "apache2");
        container.write(
                "/etc/nginx/relayed.conf",
                """
                daemon off;
                pid /run/nginx-relayed.pid;
                error_log stderr;
                events {}
                http { server { listen unix:/run/served-nginx.sock; root /var/www/html; } }
                """);
        container.write("/etc/apache2/ports.conf", "Listen 127.0.0.1:8091\n");
        container.sh("sed -i 's/:80>/:8091>/' /etc/apache2/sites-enabled/*").succeeded();
    }

    private void installUnits(RelayedServer server) throws IOException {
        String units = "/etc/systemd/system/";
        container.write(units + server.unit() + ".service", "[Service]\n" + server.service + "\n");
        String http = "[X-HTTP]\nPrefix=" + server.path() + "\n";
        if (server.port == 0) {
            container.write(
                    units + server.unit() + ".socket",
                    "[Socket]\nListenStream=/run/%p.sock\n" + http + "[Install]\nWantedBy=sockets.target\n");
        } else {
            container.dropIn(server.claim(), "http", http + "Forward=127.0.0.1:" + server.port + "\n");
            String relay = server.claim().replace(".socket", ".service");
            container.dropIn(relay, "server", "[Unit]\nWants=%i.service\nAfter=%i.service\n");
        }
        container.systemctl("daemon-reload");
        container.systemctl("enable", "--now", server.claim());
    }

    /** A program that reads one request and writes an answer, started for each connection. */
    private void installInetd() throws IOException {
        String units = "/etc/systemd/system/inetd";
        container.write(
                "/usr/lib/inetd",
                """
                #!/bin/sh
                printf 'HTTP/1.0 200 OK\\r\\n\\r\\n'
                while read -r line && [ "$line" != "$(printf '\\r')" ]; do echo "$line"; done
                """);
        container.sh("chmod 755 /usr/lib/inetd").succeeded();
        container.write(
                units + ".socket",
                """
                [Socket]
                ListenStream=/run/inetd.sock
                SocketMode=0660
                SocketGroup=usher-relay
                Accept=yes
                [X-HTTP]
                Prefix=/inetd/
                """);
        container.write(
                units + "@.service",
                "[Service]\nExecStart=/usr/lib/inetd\nStandardInput=socket\nStandardError=journal\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "inetd.socket");
    }

    @ParameterizedTest
    @EnumSource
    void firstRequestStartsTheRelayAndTheServer(RelayedServer server) throws IOException {
        container.systemctl("stop", "usher.service");
        container.systemctl("stop", "usher-relay.service", "usher-forward@" + server.unit() + ".service");
        container.systemctl("stop", server.unit() + ".service");
        String answer = curl(server.path()).succeeded();
        assertTrue(answer.startsWith(server.name().toLowerCase(Locale.ROOT)), answer);
        server.shown("from cold");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NGINX", "APACHE2"})
    void bodyOfFourMebibytesArrivesWholeBothWays(RelayedServer server) throws IOException {
        container.sh("head -c 4194304 /dev/urandom >/tmp/body").succeeded();
        for (String chunked : List.of("", "-H 'Transfer-Encoding: chunked' ")) {
            if (server != RelayedServer.PHP || chunked.isEmpty()) { // which reads no chunks, usher or not
                container
                        .sh("curl -sSf " + chunked + "--data-binary @/tmp/body -o /tmp/back http://localhost"
                                + server.path() + "cat && cmp /tmp/body /tmp/back")
                        .succeeded();
                server.shown(chunked.isEmpty() ? "4 MiB both ways" : "chunks");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsForSeveralAppsGoDownOneConnection(RelayedServer server) throws IOException {
        curl(server.path()).succeeded();
        String get = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Client client = container
                .connect("127.0.0.1", 80)
                .send("GET " + server.path() + get + "GET " + server.path() + get + "GET /echo/" + get)) {
            String answers = client.receiveAll();
            if (server == RelayedServer.PHP) { // it closes after each answer
                assertTrue(answers.contains("\r\n\r\nphp"), answers);
            } else {
                assertEquals(3, answers.split("HTTP/1.1 200 OK\r\n", -1).length - 1, answers);
                assertTrue(answers.contains("\nclient: "), answers);
                server.shown("a connection with other apps");
            }
        }
    }

    @Test
    void webSocketSessionPassesOctetsBothWays() throws IOException {
        curl("/node/").succeeded();
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.webSocket("/node/"))) {
            assertTrue(client.receiveHead().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
            client.send("\u0081\u0085\0\0\0\0hello");
            assertEquals("\u0081\u0005hello", client.receive(7));
            RelayedServer.NODE.shown("WebSocket");
        }
    }

    @Test
    void aProgramForEachConnectionIsToldOfItsClientAndNotByIt() throws IOException {
        String head = container
                .run(
                        "curl",
                        "-sSf",
                        "--interface",
                        "127.0.0.7",
                        "-H",
                        "X-Forwarded-For: 1.1.1.1",
                        "http://localhost/inetd/")
                .succeeded();
        assertTrue(head.startsWith("GET /inetd/ HTTP/1.1\r\nHost: localhost\r\n"), head);
        assertTrue(head.contains("X-Forwarded-For: 127.0.0.7\r\nX-Forwarded-Proto: http\r\n"), head);
        assertTrue(!head.contains("1.1.1.1"), head);
        ServersShown.note(
                RelayedServersTest.class,
                "a shell script",
                "dash 0.5",
                "a socket of systemd's, `Accept=yes`",
                "from cold, the client's address");
    }

    @Test
    void withoutTheRelayTheAnswerAndTheProblemsSayWhatToDo() throws IOException {
        container.systemctl("stop", "usher-relay.socket", "usher-relay.service");
        Wire.awaitStatus(container, "/flask/", 503);
        String remedy = "systemctl enable --now usher-relay.socket";
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/flask/"))) {
            String answer = client.receiveAll();
            Wire.assertRefused("AppOffline", 503, answer);
            assertTrue(answer.contains(remedy), answer);
        }
        container.systemctl("restart", "usher.service");
        Wire.awaitStatus(container, "/echo/", 200);
        String problems = container.run("usherctl", "problems").out();
        assertTrue(problems.contains("no-relay") && problems.contains(remedy), problems);
        container.systemctl("enable", "--now", "usher-relay.socket");
        Wire.awaitStatus(container, "/flask/", 200);
    }

    @Test
    void aRelayThatHangsIsRefusedAfterTheTimeThatTheAppHas() throws IOException {
        Wire.awaitStatus(container, "/flask/", 200);
        container.dropIn("served-flask.socket", "time", "[X-HTTP]\nStartTimeoutSec=2\n");
        container.systemctl("reload", "usher.service");
        Processor.stop(container, container.property("usher-relay.service", "MainPID"));
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/flask/"))) {
            Wire.assertRefused("StartTimeout", 503, client.receiveAll());
        }
        container.removeDropIn("served-flask.socket", "time");
        container.systemctl("reload", "usher.service"); // or the relay would have 2 s to wake up
        container.systemctl("kill", "--signal=CONT", "usher-relay.service");
        assertEquals(200, Wire.status(container, "/flask/"));
    }

    @Test
    void aRelayThatLeadsBackToUsherIsALoop() throws IOException {
        container.dropIn("usher-forward@loop.socket", "http", "[X-HTTP]\nPrefix=/loop/\nForward=127.0.0.1:80\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "usher-forward@loop.socket");
        Wire.awaitStatus(container, "/loop/", 508);
    }

    @Test
    void tenThousandIdleConnectionsTakeLittleMemoryAndLeaveNothing() throws IOException {
        int count = 10_000;
        Wire.awaitStatus(container, "/flask/", 200);
        container.install("servers/idle.py", "/usr/lib/idle.py");
        String[] seen = container
                .sh("systemd-run --quiet --wait --pipe -p LimitNOFILE=65536 -- python3 /usr/lib/idle.py "
                        + container.property("usher-relay.service", "MainPID") + " /flask/ " + count)
                .succeeded()
                .strip()
                .split(" ", -1);
        assertTrue(Integer.parseInt(seen[1]) >= count, seen[1] + " descriptors are held");
        assertEquals("0", seen[2], "descriptors are left");
        assertTrue(Integer.parseInt(seen[0]) <= 64 * 1024, seen[0] + " kB are resident");
    }

    @Test
    void routesSayWhereARelayedAppListens() throws IOException {
        Wire.awaitStatus(container, "/flask/", 200);
        String routes = container.run("usherctl", "routes").succeeded();
        assertTrue(routes.matches("(?s).*/flask/ .*relay.*"), routes);
        String main = container.property("usher-relay.service", "MainPID");
        assertEquals(
                "CapEff:\t0000000000000000",
                container
                        .sh("grep CapEff /proc/" + main + "/status")
                        .succeeded()
                        .strip());
    }

    @AfterAll
    static void pageSaysWhatWasShown(Container container) throws IOException {
        ServersShown.compare(RelayedServersTest.class, container);
    }

    private Outcome curl(String path) throws IOException {
        return container.run("curl", "-sSf", "http://localhost" + path);
    }
}
