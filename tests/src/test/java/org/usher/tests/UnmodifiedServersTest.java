package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Debian's own servers as apps, by the accept shim and the templates beside it: each serves the connections that it is
 * handed, with the client's address, and never another app's request.
 */
@SystemTest
final class UnmodifiedServersTest {
    /** A server, by the name of its unit, which serves {@code /NAME/}. */
    enum Server {
        NGINX(80),
        APACHE2(80),
        FLASK(8080),
        NODE(8080),
        PHP(8080);

        final int port;

        Server(int port) {
            this.port = port;
        }

        String unit() {
            return name().toLowerCase(Locale.ROOT);
        }

        String path() {
            return "/" + unit() + "/";
        }

        /** nginx and Apache log whom they have served; the others say it. */
        boolean logs() {
            return this == NGINX || this == APACHE2;
        }
    }

    private static final String SHIM = "unit-templates/shim/";

    private final Container container;

    UnmodifiedServersTest(Container container) {
        this.container = container;
    }

    /** Installs all of them at the first test, as their packages and the shim's page say. */
    @BeforeEach
    void install() throws IOException {
        if (!Files.exists(container.path("/usr/lib/flask"))) {
            installPrograms();
            installPages();
            for (Server server : Server.values()) {
                installUnits(server);
            }
            Apps.enableEcho(container);
        }
        container.systemctl("start", "usher.socket");
    }

    private void installPrograms() throws IOException {
        container.install("servers/flask_app.py", "/usr/lib/flask/flask_app.py");
        container.install("servers/node-app.js", "/usr/lib/node/node-app.js");
        container.install("servers/app.php", "/usr/lib/php/app.php");
        container.sh("rm /etc/systemd/system/nginx.service /etc/systemd/system/apache2.service");
    }

    /** What the two web servers serve: a page, a place to put files, a program that sends its input back. */
    private void installPages() throws IOException {
        container.write("/var/www/html/nginx/index.html", "nginx");
        container.write("/var/www/html/nginx/file", "");
        container.write("/var/www/html/apache2/index.html", "apache2");
        container.write("/etc/nginx/conf.d/put.conf", "dav_methods PUT;\nclient_max_body_size 2m;\n");
        container.write(
                "/usr/lib/cgi-bin/cat",
                "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nbody=$(mktemp)\ncat >$body\ncat $body\n");
        container.write("/etc/apache2/conf-enabled/cat.conf", "ScriptAlias /apache2/cat /usr/lib/cgi-bin/cat\n");
        container
                .sh("chown -R www-data /var/www/html/nginx; chmod 755 /usr/lib/cgi-bin/cat; a2enmod -q cgid >&2")
                .succeeded();
    }

    private void installUnits(Server server) throws IOException {
        String units = "/etc/systemd/system/" + server.unit();
        if (!server.logs()) {
            container.write(units + ".service", blockOfThePage(server.unit() + ".service"));
        }
        container.write(units + ".socket", template("NAME.socket", server));
        container.write(
                units + ".service.d/50-usher.conf",
                template("NAME.service.d/50-usher.conf", server).replace("USHER_PORT=80", "USHER_PORT=" + server.port));
        container.systemctl("daemon-reload");
        container.systemctl("enable", "--now", server.unit() + ".socket");
    }

    private static String template(String file, Server server) throws IOException {
        return Files.readString(Stage.PROJECT.resolve(SHIM + file)).replace("NAME", server.unit());
    }

    private static String blockOfThePage(String unit) throws IOException {
        String page = Files.readString(Stage.PROJECT.resolve(SHIM + "README.md"));
        Matcher block = Pattern.compile("```ini\n(# " + unit + "\n.*?)```", Pattern.DOTALL)
                .matcher(page);
        assertTrue(block.find(), unit);
        return block.group(1);
    }

    @ParameterizedTest
    @EnumSource
    void firstRequestStartsAServerThatKnowsItsClient(Server server) throws IOException {
        for (String client : List.of("127.0.0.7", "::1")) {
            container.systemctl("stop", "usher.service");
            container.systemctl("stop", server.unit() + ".service");
            String url = "http://" + (client.equals("::1") ? "[::1]" : "127.0.0.1") + server.path();
            String answer = container
                    .run("curl", "-sSf", "--interface", client, "-H", "Host: localhost", url)
                    .succeeded();
            assertKnows(server, client, answer);
        }
    }

    /** As with {@code ProxyFrom=}, where the connection itself is the balancer's. */
    @ParameterizedTest
    @EnumSource
    void clientBehindABalancerIsKnown(Server server) throws IOException {
        for (String message : List.of(Messages.HEADER, Messages.HEADER_IPV6)) {
            String answer = Messages.handOff(container, server.unit(), message, 1, get(server.path()))
                    .get(0);
            String client = message.equals(Messages.HEADER) ? "192.0.2.7" : "2001:db8::7";
            assertKnows(server, client, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    private void assertKnows(Server server, String client, String body) throws IOException {
        assertEquals(server.unit() + (server.logs() ? "" : ", " + client), body);
        if (server.logs()) {
            String log = "/var/log/" + server.unit() + "/access.log"; // written after the answer
            container
                    .sh("until grep -q '^" + client + " ' " + log + "; do :; done")
                    .succeeded();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyOfOneMebibyteArrivesWhole(Server server) throws IOException {
        container.sh("head -c 1048576 /dev/urandom >/tmp/body").succeeded();
        String back = server == Server.NGINX ? "/var/www/html/nginx/file" : "/tmp/back";
        String how = server == Server.NGINX
                ? "-T /tmp/body http://localhost/nginx/file"
                : "-H Expect: --data-binary @/tmp/body -o " + back + " http://localhost" + server.path() + "cat";
        container.sh("curl -sSf " + how + " && cmp /tmp/body " + back).succeeded();
    }

    @ParameterizedTest
    @EnumSource
    void headThatComesOctetByOctetIsAnswered(Server server) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80)) {
            String get = get(server.path());
            for (int i = 0; i < get.length(); i++) {
                client.send(get.substring(i, i + 1));
            }
            assertOneAnswer(server, client.receiveAll());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PHP") // which answers none of them, usher or not
    void pipelinedRequestForAnotherAppIsNotServed(Server server) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(get(server.path()) + get("/echo/"))) {
            assertOneAnswer(server, client.receiveUntilReset());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionThatTheClientKeepsEndsWithItsAnswer(Server server) throws IOException {
        for (String path : List.of(server.path(), server.path() + "x".repeat(5_000))) {
            try (Client client = container.connect("127.0.0.1", 80).send(get(path))) {
                String answer = client.receiveAll();
                assertTrue(answer.startsWith("HTTP/1.1 "), answer);
                assertTrue(answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), answer);
            }
        }
    }

    /** A client that asks for a connection that is kept in every way there is. */
    private static String get(String path) {
        return "GET " + path
                + " HTTP/1.1\r\nConnection: keep-alive\r\nHost: localhost\r\nKeep-Alive: timeout=60\r\n\r\n";
    }

    private static void assertOneAnswer(Server server, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.substring(answer.indexOf("\r\n\r\n")).startsWith("\r\n\r\n" + server.unit()), answer);
        assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PHP")
    void everyServerKeepsTheRulesOfTheProtocolEvenWhileItIsStopped(Server server) throws IOException {
        Wire.awaitStatus(container, server.path(), 200);
        Outcome probe = container.run(
                "usherctl", "probe", server.path(), "--other", "/echo/", "--unit", server.unit() + ".service");
        assertEquals(0, probe.status(), probe::toString);
    }

    /** It answers neither pipelined requests nor an Expect, usher or not; it serves nothing that is not its own. */
    @Test
    void phpFailsOnlyTheProbesThatItFailsByItself() throws IOException {
        Wire.awaitStatus(container, "/php/", 200);
        Outcome probe = container.run("usherctl", "probe", "/php/", "--other", "/echo/");
        assertEquals(
                List.of("unread octets 6", "sequences 6", "expect 23"),
                Pattern.compile("(?m)^FAILED  ([a-z0 1]+): .* \\[rule (\\d+)]$")
                        .matcher(probe.out())
                        .results()
                        .map(failed -> failed.group(1) + " " + failed.group(2))
                        .toList(),
                probe.out());
    }

    @Test
    void webSocketSessionPassesOctetsBothWays() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.webSocket("/node/"))) {
            assertTrue(client.receiveHead().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
            client.send("\u0081\u0085\0\0\0\0hello");
            assertEquals("\u0081\u0005hello", client.receive(7));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PHP")
    void restartsUnderLoadLoseNoRequest(Server server) throws IOException {
        Restarts.assertLoseNothing(container, server.unit(), server.path(), server.unit());
    }

    @Test
    void everyDescriptorOfABadMessageIsClosed() throws IOException {
        assertOneAnswer(Server.PHP, handOff(Messages.HEADER, 1).get(0));
        long before = Processor.settledDescriptors(container, "php.service");
        assertEquals(List.of("reset", "reset"), handOff(Messages.HEADER, 2));
        assertEquals(List.of("reset"), handOff(Messages.HEADER + "0d0a", 1)); // octets that have no place to go
        assertEquals(List.of("reset"), handOff(Messages.HEADER.replace("000c", "00ff"), 1));
        handOff(Messages.HEADER, 100); // more than it has room for: MSG_CTRUNC
        handOff(Messages.HEADER, 0);
        handOff(Messages.HEADER + "00".repeat(70_000), 1); // longer than its buffer: MSG_TRUNC
        assertOneAnswer(Server.PHP, handOff(Messages.HEADER, 1).get(0));
        assertEquals(before, Processor.settledDescriptors(container, "php.service"));
    }

    private List<String> handOff(String message, int count) throws IOException {
        return Messages.handOff(container, Server.PHP.unit(), message, count, get("/php/"));
    }

    @Test
    void serverWithoutASocketFailsWithASentence() throws IOException {
        container.write(
                "/etc/systemd/system/alone.service",
                blockOfThePage("php.service") + "PrivateNetwork=yes\n"
                        + "Environment=LD_PRELOAD=/usr/lib/usher/accept.so USHER_PORT=8080\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "alone.service");
        container.awaitJournal("alone.service", "accept.so: descriptor 3 is no datagram socket: no socket unit");
        container.awaitProperty("alone.service", "ActiveState", "failed");
    }

    @Test
    void otherProgramsAreLeftAlone() throws IOException {
        assertFalse(container
                .sh("LD_PRELOAD=/usr/lib/usher/accept.so curl -sSf http://localhost/echo/ | cat -n")
                .succeeded()
                .contains("lost"));
    }
}
