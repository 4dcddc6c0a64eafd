package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One corpus of requests, directly and through the relay: the same octets both ways but for documented fields. */
class TransparencyTest {
    /** What README.md says that a relay changes in a request, and in an answer. */
    private static final Pattern CHANGED = Pattern.compile(
            "(?im)^(connection|keep-alive|proxy-connection|te|upgrade|forwarded|x[-_]real[-_]ip|x[-_]forwarded[-_]\\w+"
                    + "|cdn-loop|x-mine):.*\r\n");

    @TempDir
    private Path directory = Path.of("/nowhere");

    static Stream<String> requests() {
        String h = " HTTP/1.1\r\nHost: app.example\r\n";
        return Stream.of(
                "GET /a/" + h + "\r\n",
                "GET /a/?q=1&r=%20%2F;x#y" + h + "\r\n",
                "GET http://app.example/a/ HTTP/1.1\r\nHost: app.example\r\n\r\n",
                "GET /a/ HTTP/1.0\r\n\r\n",
                "GET /a/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                "OPTIONS *" + h + "\r\n",
                "HEAD /a/" + h + "\r\n",
                "M-SEARCH /a/" + h + "\r\n",
                "PROPFIND /a/" + h + "Depth: 1\r\n\r\n",
                "POST /a/" + h + "Content-Length: 5\r\n\r\nabcde",
                "POST /a/" + h + "Content-Length:   0005  \r\n\r\nabcde",
                "POST /a/" + h + "Transfer-Encoding: chunked\r\nTrailer: T\r\n\r\n5;e=1\r\nabcde\r\n0\r\n\r\n",
                "POST /a/" + h + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
                "GET /a/" + h + "Cookie: a=b; c=\u00e4\r\nEmpty:\r\nTabs:\t a\tb \t\r\n\r\n",
                "GET /a/" + h + "If-None-Match: \"x\", W/\"y\"\r\nRange: bytes=0-1,-5\r\n\r\n",
                "GET /a/" + h + "Authorization: Basic eDp5\r\nOrigin: null\r\n\r\n",
                "GET /a/" + h + "Connection: x-mine, keep-alive\r\nX-Mine: 1\r\nKeep-Alive: 3\r\n\r\n",
                "GET /a/" + h + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\n\r\n",
                "GET /a/" + "x".repeat(8000) + h + "\r\n",
                "GET /a/" + h + "Big: " + "y".repeat(30_000) + "\r\n\r\n",
                "GET /a/" + h + "A: b\r\n".repeat(1000) + "\r\n",
                "POST /a/" + h + "Content-Length: 60000\r\n\r\n" + "z".repeat(60_000));
    }

    static List<String> answers() {
        return List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nServer:\r\n\r\n",
                "HTTP/1.1 404 \r\nConnection: close\r\nContent-Length: %d\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void bothSidesGetTheSameOctetsButForDocumentedFields(String request) throws IOException {
        for (String answer : answers()) {
            try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                String head = Requests.head(in);
                String all = head + Requests.body(head, in);
                String body = request.startsWith("HEAD ") ? "" : all;
                RelayTest.write(out, String.format(answer, body.length()).replace("%d", "") + body);
            })) {
                assertEquals(plain(directly(request)), plain(relay.exchange(request)));
            }
        }
    }

    private String directly(String request) throws IOException {
        try (SocketChannel app = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(RelayFixture.APP)))) {
            app.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            app.shutdownOutput();
            return new String(Channels.newInputStream(app).readAllBytes(), ISO_8859_1);
        }
    }

    /** Without the fields that a relay changes, and without the length that follows from them. */
    private static String plain(String octets) {
        return CHANGED.matcher(octets).replaceAll("").replaceFirst("Content-Length: \\d+\r\n", "");
    }
}
