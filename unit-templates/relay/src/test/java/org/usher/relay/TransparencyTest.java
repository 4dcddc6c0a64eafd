package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** One corpus of messages, directly and through the relay: the same octets both ways but for documented fields. */
class TransparencyTest {
    /** What usher-http(5) says that a relay changes in a request; X-Mine is what the corpus names in Connection. */
    private static final Pattern CHANGED_IN_A_REQUEST = Pattern.compile(
            "(?im)^(connection|keep-alive|proxy-connection|te|upgrade|forwarded|x-real-ip|x-forwarded-for"
                    + "|cdn-loop|x-mine):.*\r\n");

    /** What it says of an answer. */
    private static final Pattern CHANGED_IN_AN_ANSWER =
            Pattern.compile("(?im)^(connection|keep-alive|upgrade|x-mine):.*\r\n|(?<=^HTTP/1\\.)[01]");

    @TempDir
    private Path directory = Path.of("/nowhere");

    @ParameterizedTest(name = "{0}")
    @FieldSource("org.usher.relay.Corpus#REQUESTS")
    void theAppGetsTheRequestThatTheClientSends(String name, String request) throws Exception {
        int body = request.length() - request.indexOf("\r\n\r\n") - 4;
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            seen.add(Requests.head(in) + new String(in.readNBytes(body), ISO_8859_1));
            RelayTest.write(out, "HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            assertEquals(
                    plain(CHANGED_IN_AN_ANSWER, directly(request)),
                    plain(CHANGED_IN_AN_ANSWER, relay.exchange(request)));
            String direct = seen.take();
            assertEquals(request, direct);
            assertEquals(plain(CHANGED_IN_A_REQUEST, direct), plain(CHANGED_IN_A_REQUEST, seen.take()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("org.usher.relay.Corpus#ANSWERS")
    void theClientGetsTheAnswerThatTheAppSends(String name, String head, String answer) throws Exception {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            RelayTest.write(out, answer);
        })) {
            String direct = directly(head + "\r\n");
            assertEquals(answer, direct);
            assertEquals(
                    plain(CHANGED_IN_AN_ANSWER, direct), plain(CHANGED_IN_AN_ANSWER, relay.exchange(head + "\r\n")));
        }
    }

    private String directly(String request) throws IOException {
        try (SocketChannel app = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(RelayFixture.APP)))) {
            app.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            app.shutdownOutput();
            return new String(Channels.newInputStream(app).readAllBytes(), ISO_8859_1);
        }
    }

    private static String plain(Pattern changed, String octets) {
        return changed.matcher(octets).replaceAll("");
    }
}
