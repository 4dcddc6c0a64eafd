package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's own servers behind the relay: on a socket of systemd's or on a port of their own, each from cold. */
@SystemTest
final class RelayedServersTest {
    /** A server that serves {@code /NAME/}: what its service says, and what claims for it. */
    enum Server {
        NGINX("Environment=NGINX=3;\nExecStart=/usr/sbin/nginx -c /etc/nginx/relayed.conf", 0),
        FLASK("ExecStart=gunicorn flask_app:app\nWorkingDirectory=/usr/lib/flask\nDynamicUser=yes", 0),
        NODE("ExecStart=node /usr/lib/node/node-app.js\nDynamicUser=yes", 8080),
        PHP("ExecStart=php -S 127.0.0.1:8090 /usr/lib/php/app.php\nDynamicUser=yes", 8090),
        APACHE2("ExecStart=/usr/sbin/apachectl -D FOREGROUND", 8091);

        final String service;
        final int port;

        Server(String service, int port) {
            this.service = service;
            this.port = port;
        }

        String unit() {
            return "served-" + name().toLowerCase(Locale.ROOT);
        }

        /** The unit that claims for it: its own socket, or that of a relay to its port. */
        String claim() {
            return port == 0 ? unit() + ".socket" : "usher-forward@" + unit() + ".socket";
        }

        String path() {
            return "/" + name().toLowerCase(Locale.ROOT) + "/";
        }
    }

    private final Container container;

    RelayedServersTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void install() throws IOException {
        if (!Files.exists(container.path("/usr/lib/flask"))) {
            installPrograms();
            for (Server server : Server.values()) {
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
        container.install("servers/app.php", "/usr/lib/php/app.php");
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

    private void installUnits(Server server) throws IOException {
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
    void firstRequestStartsTheRelayAndTheServer(Server server) throws IOException {
        container.systemctl("stop", "usher.service");
        container.systemctl("stop", "usher-relay.service", "usher-forward@" + server.unit() + ".service");
        container.systemctl("stop", server.unit() + ".service");
        String answer = curl(server.path()).succeeded();
        assertTrue(answer.startsWith(server.name().toLowerCase(Locale.ROOT)), answer);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NGINX", "APACHE2"})
    void bodyOfFourMebibytesArrivesWholeBothWays(Server server) throws IOException {
        container.sh("head -c 4194304 /dev/urandom >/tmp/body").succeeded();
        for (String chunked : List.of("", "-H 'Transfer-Encoding: chunked' ")) {
            if (server != Server.PHP || chunked.isEmpty()) { // which reads no chunks, usher or not
                container
                        .sh("curl -sSf " + chunked + "--data-binary @/tmp/body -o /tmp/back http://localhost"
                                + server.path() + "cat && cmp /tmp/body /tmp/back")
                        .succeeded();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsForSeveralAppsGoDownOneConnection(Server server) throws IOException {
        curl(server.path()).succeeded();
        String get = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Client client = container
                .connect("127.0.0.1", 80)
                .send("GET " + server.path() + get + "GET " + server.path() + get + "GET /echo/" + get)) {
            String answers = client.receiveAll();
            if (server == Server.PHP) { // it closes after each answer
                assertTrue(answers.contains("\r\n\r\nphp"), answers);
            } else {
                assertEquals(3, answers.split("HTTP/1.1 200 OK\r\n", -1).length - 1, answers);
                assertTrue(answers.contains("\nclient: "), answers);
            }
        }
    }

    @Test
    void webSocketSessionPassesOctetsBothWays() throws IOException {
        curl("/node/").succeeded();
        String upgrade =
                """
                GET /node/ HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """;
        try (Client client = container.connect("127.0.0.1", 80).send(upgrade)) {
            assertTrue(client.receiveHead().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
            client.send("\u0081\u0085\0\0\0\0hello");
            assertEquals("\u0081\u0005hello", client.receive(7));
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
    void aRelayThatLeadsBackToUsherIsALoop() throws IOException {
        container.dropIn("usher-forward@loop.socket", "http", "[X-HTTP]\nPrefix=/loop/\nForward=127.0.0.1:80\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "usher-forward@loop.socket");
        Wire.awaitStatus(container, "/loop/", 508);
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

    private Outcome curl(String path) throws IOException {
        return container.run("curl", "-sSf", "http://localhost" + path);
    }
}
