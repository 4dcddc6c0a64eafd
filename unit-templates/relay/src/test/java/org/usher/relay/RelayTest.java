package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.Scope;

/** What a client and an app see of each other through the relay. */
class RelayTest {
    private static final String GET = "GET /a/ HTTP/1.1\r\nHost: app.example\r\n\r\n";

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void aRequestReachesTheAppAndItsAnswerTheClient() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            String seen = Requests.lines("GET /a/ HTTP/1.1", "Host: app.example", "CDN-Loop: usher-test", "");
            assertEquals(
                    Requests.lines("HTTP/1.1 200 OK", "Content-Length: " + seen.length(), "") + seen,
                    relay.exchange(GET));
        }
    }

    @Test
    void theAppIsToldOfTheClientAndNotByTheClient() throws IOException {
        String lies = Requests.lines(
                "GET /a/ HTTP/1.1",
                "Host: app.example:8",
                "X-Forwarded-For: 1.1.1.1",
                "x_forwarded_proto: https",
                "Forwarded: for=1.1.1.1",
                "X-Real-IP: 1.1.1.1",
                "X-Forwarded-Port: 1",
                "X: 1",
                "");
        String seen = "GET /a/ HTTP/1.1\r\nHost: app.example:8\r\nX: 1\r\n";
        String loop = "CDN-Loop: usher-test\r\n\r\n";
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            assertEquals(
                    seen + "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http\r\n"
                            + "X-Forwarded-Host: app.example:8\r\n" + loop,
                    bodyOf(told(relay, "x-forwarded", lies)));
            assertEquals(
                    seen + "Forwarded: for=\"203.0.113.7\";host=\"app.example:8\";proto=http\r\n" + loop,
                    bodyOf(told(relay, "forwarded", lies)));
            assertEquals(seen + loop, bodyOf(told(relay, "none", lies)));
            assertEquals(
                    "PROXY TCP4 203.0.113.7 192.0.2.1 51234 80\r\n" + seen + loop,
                    bodyOf(told(relay, "proxy-v1", lies)));
        }
    }

    private static String told(RelayFixture relay, String telling, String request) throws IOException {
        try (Socket client = relay.client(relay.target("90000\n300000\n" + telling), RelayFixture.EVERYTHING)) {
            return RelayFixture.exchange(client, request);
        }
    }

    @Test
    void anAppOnAPortIsReachedToo() throws IOException {
        try (ServerSocket app = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RelayFixture relay = new RelayFixture(directory);
                Socket client = relay.client(
                        "127.0.0.1:" + app.getLocalPort() + "\n" + RelayFixture.USUAL, RelayFixture.EVERYTHING)) {
            write(client.getOutputStream(), GET);
            try (Socket accepted = app.accept()) {
                Requests.head(accepted.getInputStream());
                answer(accepted.getOutputStream(), "here");
                assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere", RelayFixture.exchange(client, ""));
            }
        }
    }

    @Test
    void fieldsOfOneConnectionStayOnIt() throws IOException {
        String request = Requests.lines(
                "GET /a/ HTTP/1.1",
                "Host: h",
                "Connection: close, X-Mine, Host, Content-Length",
                "X-Mine: 1",
                "Keep-Alive: 5",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "Upgrade: h2c",
                "Content-Length: 0",
                "");
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            String answer = relay.exchange(request);
            assertEquals(
                    "GET /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\nCDN-Loop: usher-test\r\n\r\n",
                    bodyOf(answer));
            assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        }
    }

    @Test
    void requestsOfAPipelineAreAnsweredInOrder() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append(
                        i % 3 == 0
                                ? "POST /a/" + i + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                                : i % 3 == 1
                                        ? "GET /a/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n"
                                        : "PUT /a/" + i + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                + "2\r\nxy\r\n0\r\n\r\n");
            }
            String answers = relay.exchange(all.toString());
            int at = 0;
            for (int i = 0; i < 50; i++) {
                at = answers.indexOf(" /a/" + i + " HTTP/1.1", at);
                assertTrue(at > 0, "answer " + i + " in " + answers);
            }
        }
    }

    @Test
    void aRequestOctetByOctetIsTheSameRequest() throws IOException {
        String request =
                "POST /a/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n";
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    String head = Requests.head(in);
                    answer(out, head + new String(in.readNBytes(23), ISO_8859_1));
                });
                Socket client = relay.client()) {
            for (byte octet : request.getBytes(ISO_8859_1)) {
                client.getOutputStream().write(octet);
            }
            client.shutdownOutput();
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.endsWith("\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"), answer);
        }
    }

    @Test
    void interimAnswersPassButNotToAnOldClient() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            write(out, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
            answer(out, "done");
        })) {
            assertEquals(
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                            + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone",
                    relay.exchange(GET));
            assertEquals(
                    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone",
                    relay.exchange("GET /a/ HTTP/1.0\r\n\r\n"));
        }
    }

    @Test
    void anUpgradedConnectionIsATunnelWhoseSidesEndOnTheirOwn() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    write(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nfirst");
                    write(out, new String(in.readAllBytes(), ISO_8859_1) + " and last");
                });
                Socket client = relay.client()) {
            write(
                    client.getOutputStream(),
                    "GET /a/ HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nearly ");
            InputStream in = client.getInputStream();
            assertEquals(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Requests.head(in));
            assertEquals("first", new String(in.readNBytes(5), ISO_8859_1));
            write(client.getOutputStream(), "late");
            client.shutdownOutput();
            assertEquals("early late and last", new String(in.readAllBytes(), ISO_8859_1));
        }
    }

    @Test
    void anAnswerEndsWhereItsHeadSays() throws IOException {
        for (List<String> row : List.of(
                List.of("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", ""),
                List.of("GET", "HTTP/1.1 204 No Content\r\n\r\n", ""),
                List.of("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ""),
                List.of("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n0\r\nA: b\r\n\r\n"),
                List.of("GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "12345"))) {
            try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                        while (!Requests.head(in).isEmpty()) {
                            write(out, row.get(1) + row.get(2));
                        }
                    });
                    Socket client = relay.client()) {
                String request = row.get(0) + " /a/ HTTP/1.1\r\nHost: h\r\n\r\n";
                String all = RelayFixture.exchange(client, request + request);
                assertEquals((row.get(1) + row.get(2)).repeat(2), all);
            }
        }
    }

    @Test
    void anAnswerWithoutLengthEndsWithTheConnection() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            write(out, "HTTP/1.0 200 OK\r\nA: b\r\n\r\nall of it");
        })) {
            assertEquals("HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\nall of it", relay.exchange(GET));
        }
    }

    @Test
    void aFurtherRequestOfAnotherAppGoesBackUnread() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo);
                Socket client =
                        relay.client(relay.target(RelayFixture.USUAL), Scope.prefix(60, List.of("/a/other/")))) {
            String next = "GET /a/other/x HTTP/1.1\r\nHost: app.example\r\n\r\n";
            write(client.getOutputStream(), GET + GET + next);
            assertEquals(next, relay.returned());
            InputStream in = client.getInputStream();
            for (int i = 0; i < 2; i++) {
                String head = Requests.head(in);
                assertTrue(Requests.body(head, in).startsWith("GET /a/ "), head);
            }
            assertEquals(0, relay.size());
        }
    }

    @Test
    void aStopAnswersWhatItHasAndHandsBackWhatIsIdle() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo);
                Socket client = relay.client()) {
            write(client.getOutputStream(), GET);
            String head = Requests.head(client.getInputStream());
            Requests.body(head, client.getInputStream());
            relay.stop();
            write(client.getOutputStream(), "next");
            assertEquals("next", relay.returned());
        }
    }

    @Test
    void malformedFramingIsRefusedAndTheConnectionClosed() throws IOException {
        String head = "POST /a/ HTTP/1.1\r\nHost: h\r\n";
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            for (String request : List.of(
                    head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    head + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                    head + "Content-Length: +3\r\n\r\nabc",
                    head + "Content-Length: 3333333333333333333\r\n\r\nabc",
                    head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                    head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                    head + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
                    head + "Transfer-Encoding: chunked\r\n\r\n2\nab\n0\n\n",
                    head + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
                    head + "Transfer-Encoding: chunked\r\n\r\n0\r\n A: b\r\n\r\n",
                    head + "A: b\r\n c\r\n\r\n",
                    "POST /a/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
                String answer = relay.exchange(request);
                assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), request + answer);
                assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
            }
        }
    }

    @Test
    void aRequestThatComesRoundIsRefused() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            String answer = relay.exchange("GET /a/ HTTP/1.1\r\nHost: h\r\nCDN-Loop: other, usher-test\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 508 Loop Detected\r\n"), answer);
        }
    }

    /** Answers each request with its own octets. */
    static void echo(InputStream in, OutputStream out) throws IOException {
        String preamble = "";
        for (String head = Requests.head(in); !head.isEmpty(); head = Requests.head(in)) {
            answer(out, preamble + head + Requests.body(head, in));
        }
    }

    static void answer(OutputStream out, String body) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    private static String bodyOf(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
