package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets whose request no app gets: the octets of the answer, and that they arrive. */
@SystemTest
final class RefusalTest {
    private static final String HOST = "Host: site.example\r\n";
    private static final String SEVENTEEN_KIBIBYTES = "a".repeat(17 << 10);

    private final Container container;

    RefusalTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        if (container.property("usher.socket", "ActiveState").equals("active")) {
            return;
        }
        container.dropIn("usher.socket", "limits", "[X-HTTP]\nHeadTimeoutSec=3\n");
        Apps.enable(container, "wiki", "//site.example/wiki/");
        Apps.enable(container, "blog", "//site.example/blog/");
        Apps.enable(container, "gone", "//site.example/gone/");
        container.run("rm", "/run/usher/apps/gone.sock").succeeded();
        container.systemctl("start", "usher.socket");
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                row("BadRequest", 400, "GET /wiki/ HTTP/1.1\nHost: site.example\n\n"),
                row("MissingHost", 400, "GET /wiki/ HTTP/1.1\r\n\r\n"),
                row("BadHost", 400, "GET /wiki/ HTTP/1.1\r\nHost: a..b\r\n\r\n"),
                row("AmbiguousHost", 400, "GET http://other.example/wiki/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("BadPath", 400, "GET /wiki/%zz HTTP/1.1\r\n" + HOST + "\r\n"),
                row("AmbiguousPath", 400, "GET /wiki/..;/blog/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("TlsOnPlainPort", 400, "\u0016\u0003\u0001\u0000\u00c4\u0001\u0000\u0000\u00c0\u0003\u0003"),
                row("UnknownPath", 404, "GET /wikis HTTP/1.1\r\n" + HOST + "\r\n"),
                row("HeadTimeout", 408, "GET /wiki/ HTTP/1.1\r\nHost: site"),
                row("TargetTooLong", 414, "GET /wiki/" + SEVENTEEN_KIBIBYTES),
                row("UnknownHost", 421, "GET /wiki/ HTTP/1.1\r\nHost: other.example\r\n\r\n"),
                row("HeadTooLarge", 431, "GET /wiki/ HTTP/1.1\r\n" + HOST + "Cookie: " + SEVENTEEN_KIBIBYTES),
                row("AppOffline", 503, "GET /gone/ HTTP/1.1\r\n" + HOST + "\r\n"),
                row("VersionNotSupported", 505, "GET /wiki/\r\n"),
                row("VersionNotSupported", 505, "GET /wiki/ HTTP/2.0\r\n" + HOST + "\r\n"),
                row("VersionNotSupported", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static Arguments row(String reason, int status, String octets) {
        return Arguments.of(reason, status, octets);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void isAnsweredWithStatusReasonAndRemedy(String reason, int status, String octets) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(octets)) {
            Wire.assertRefused(reason, status, client.receiveAll());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/gone/"})
    void reachesClientThatIsStillSending(String path) throws IOException {
        byte[] mebibyte = new byte[1 << 20];
        String head = "POST " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: 33554432\r\n\r\n";
        try (Client client = container.connect("127.0.0.1", 80).send(head)) {
            for (int i = 0; i < 32; i++) {
                client.send(mebibyte);
            }
            String answer = client.receiveAll();
            assertTrue(answer.contains("\r\n\r\n" + (path.equals("/") ? "404" : "503") + " "), answer);
        }
    }

    @Test
    void hasNoBodyInAnswerToHead() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send("HEAD / HTTP/1.1\r\n" + HOST + "\r\n")) {
            String answer = client.receiveAll();
            assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
            assertTrue(answer.endsWith("\r\n\r\n"), answer);
            assertFalse(answer.contains("\r\nContent-Length: 0\r\n"), answer);
        }
    }

    /** A browser connects before it needs to, and would take a stray answer for that to the next click. */
    @Test
    void isNotForConnectionThatNeverSaysAnythingWhichIsCountedAndNotLogged() throws IOException {
        double before = Metrics.of(container, "usher_gone_total");
        int port;
        try (Client client = container.connect("127.0.0.1", 80)) {
            port = client.address().getPort();
            assertEquals("", client.receiveAll());
        }
        Metrics.await(container, "usher_gone_total", before + 1);
        try (Client later = container.connect("127.0.0.1", 80).send("GET / HTTP/1.1\r\n" + HOST + "\r\n")) {
            Wire.assertRefused("UnknownPath", 404, later.receiveAll());
            container.awaitJournal(
                    "usher.service", "127.0.0.1:" + later.address().getPort() + " 404");
        }
        String journal = container
                .run("journalctl", "--unit=usher.service", "--output=cat")
                .succeeded();
        assertFalse(journal.contains("127.0.0.1:" + port), journal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n" + HOST + "\r\n", "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n"})
    void namesNoRouteThatWasNotAskedFor(String octets) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(octets)) {
            String answer = client.receiveAll();
            List.of("wiki", "blog", "gone").forEach(name -> assertFalse(answer.contains(name), answer));
        }
    }

    @Test
    void saysWhichPartOfAPathCanBeReadInTwoWays() throws IOException {
        try (Client client =
                container.connect("127.0.0.1", 80).send("GET /wiki/..;/blog/ HTTP/1.1\r\n" + HOST + "\r\n")) {
            String answer = client.receiveAll();
            assertTrue(answer.contains("The segment \"..;\" of the path can be read in two ways"), answer);
        }
    }

    @Test
    void hasThePageOfTheAdministratorForItsReasonElseForItsStatus() throws IOException {
        container.write("/etc/usher/errors/404.html", "<p>nothing here");
        container.write("/etc/usher/errors/400.html", "<p>what?");
        container.write("/etc/usher/errors/MissingHost.html", "<p>which site?");
        container.systemctl("restart", "usher.service");
        try {
            assertPage("<p>nothing here", "GET / HTTP/1.1\r\n" + HOST + "\r\n");
            assertPage("<p>what?", "GET /wiki/%zz HTTP/1.1\r\n" + HOST + "\r\n");
            assertPage("<p>which site?", "GET /wiki/ HTTP/1.1\r\n\r\n");
        } finally {
            container.run("rm", "-r", "/etc/usher/errors").succeeded();
            container.systemctl("restart", "usher.service");
        }
    }

    private void assertPage(String page, String octets) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(octets)) {
            String answer = client.receiveAll();
            assertTrue(answer.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"), answer);
            assertTrue(answer.endsWith("\r\n\r\n" + page), answer);
        }
    }

    @Test
    void isInTheJournalAndInTheCounters() throws IOException {
        try (Client client = container.connect("::1", 80).send("GET /\u001b[2J HTTP/1.1\r\nHost: c.example\r\n\r\n")) {
            Wire.assertRefused("BadRequest", 400, client.receiveAll());
            container.awaitJournal(
                    "usher.service",
                    "refused [0:0:0:0:0:0:0:1]:" + client.address().getPort() + " 400 BadRequest");
        }
        String status = container.run("usherctl", "status").succeeded();
        assertTrue(status.matches("(?s).*\\b[1-9][0-9]* BadRequest\\b.*"), status);
    }
}
