package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;

/** What holds for the chunked body of any octets: one answer in all pieces, and the one of the grammar read by rote. */
public final class ChunkFuzzTest {
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})(?:;[\\t -~\\x80-\\xff]*)?\r\n");
    private static final Pattern TRAILERS =
            Pattern.compile("(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*\r\n)*\r\n");

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) {
        String whole = inPieces(octets, octets.length);
        for (int piece = 1; piece < octets.length; piece += 1 + octets.length / 16) {
            assertEquals(whole, inPieces(octets, piece));
        }
        int end = byRote(new String(octets, ISO_8859_1));
        assertEquals(end > 0, whole.startsWith("complete"), whole);
        assertEquals(end > 0 ? "complete after " + end : whole, whole);
    }

    /** Measures and passes as a relay does whose other side takes a piece at a time. */
    private static String inPieces(byte[] octets, int piece) {
        Body body = Body.chunked();
        ByteBuffer all = ByteBuffer.wrap(octets);
        int at = 0;
        while (at < octets.length && !body.isComplete()) {
            int to = Math.min(at + piece, octets.length);
            int count = body.measure(all, at, to);
            if (body.isMalformed()) {
                return "malformed";
            }
            body.pass(all, at, at + count);
            at += count;
        }
        return body.isComplete() ? "complete after " + at : "incomplete";
    }

    /** Returns where the body ends, 0 if the octets begin with none. */
    private static int byRote(String text) {
        int at = 0;
        Matcher size = SIZE.matcher(text);
        while (size.region(at, text.length()).lookingAt()) {
            long length = Long.parseLong(size.group(1), 16);
            at = size.end();
            if (length == 0) {
                Matcher trailers = TRAILERS.matcher(text).region(at, text.length());
                return trailers.lookingAt() ? trailers.end() : 0;
            }
            if (length > text.length() - at || !text.startsWith("\r\n", (int) (at + length))) {
                return 0;
            }
            at += (int) length + 2;
        }
        return 0;
    }

    @Test
    void holdsForTheCorpus() {
        Corpus.of(ChunkFuzzTest.class).forEach(ChunkFuzzTest::fuzzerTestOneInput);
    }

    @Test
    void holdsForAwkwardBodies() {
        for (String body : List.of(
                "0\r\n\r\n",
                "0\r\n\r\nGET / HTTP/1.1",
                "3\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "00000000000000A\r\n0123456789\r\n0\r\nA: b\r\nC:\r\n\r\n",
                "0000000000000001\r\na\r\n0\r\n\r\n",
                "fffffffffffffff\r\na",
                "1;a=\"b;c\"\r\nx\r\n0;z\r\n\r\n",
                "1 \r\nx\r\n0\r\n\r\n",
                " 1\r\nx\r\n0\r\n\r\n",
                "1\nx\n0\n\n",
                "1\r\nx\r\n0\r\n A: b\r\n\r\n",
                "1\r\nx\r\n0\r\nA : b\r\n\r\n",
                "-1\r\nx\r\n",
                "0x1\r\nx\r\n",
                "\r\n",
                "")) {
            fuzzerTestOneInput(body.getBytes(ISO_8859_1));
        }
    }

    @Test
    void extensionsAndTrailersWithoutEndAreMalformed() {
        String endless = "x".repeat(9_000);
        for (String body : List.of("1;" + endless, "0\r\n" + endless, "0\r\nA:" + endless)) {
            assertEquals("malformed", inPieces(body.getBytes(ISO_8859_1), 100));
        }
    }
}
