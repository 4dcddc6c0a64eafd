package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.head.Scan.Incomplete;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;

/** Whole heads in, one answer out; {@link HeadScannerSplitTest} takes the same heads to pieces. */
final class HeadScannerTest {
    private static final int LIMIT = 1024;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = AwkwardHeads.ACCEPTED)
    void headIsRecognised(String name, String wire, String hostAndPath) {
        Head head = complete(wire);
        assertEquals(hostAndPath, head.host() + " " + new String(head.path(), ISO_8859_1));
        assertEquals(AwkwardHeads.octets(wire).length, head.length());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = AwkwardHeads.REFUSED)
    void headIsRefused(String name, String wire, Refusal reason) {
        assertEquals(reason, malformed(wire).reason());
    }

    @Test
    void headCarriesWhatTheRequestLineSays() {
        Head head = complete("PROPFIND http://Wiki.Example:80/a%20b?q#x HTTP/1.1\\r\\nhost: wiki.example.\\r\\n\\r\\n");
        assertEquals("PROPFIND", head.method());
        assertArrayEquals("http://Wiki.Example:80/a%20b?q#x".getBytes(ISO_8859_1), head.target());
        assertArrayEquals("/a%20b".getBytes(ISO_8859_1), head.path());
        assertEquals("http", head.scheme());
        assertEquals("wiki.example", head.host());
        assertEquals(1, head.minorVersion());
    }

    @Test
    void originFormHasNoScheme() {
        assertNull(complete("GET / HTTP/1.0\\r\\n\\r\\n").scheme());
    }

    @Test
    void headEndsAtItsBlankLine() {
        byte[] stream = AwkwardHeads.octets("\\r\\nPOST / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nbody\\nmore");
        Head head = (Head) new HeadScanner(LIMIT).scan(stream, stream.length);
        assertEquals(stream.length - "body\nmore".length(), head.length());
    }

    @Test
    void bareLineFeedIsRefusedAtOnce() {
        assertEquals(
                Refusal.BAD_REQUEST, malformed("GET / HTTP/1.1\\r\\nX: y\\n").reason());
    }

    @Test
    void handshakeIsKnownByItsFirstOctet() {
        assertEquals(Refusal.TLS_ON_PLAIN_PORT, malformed("\\x16").reason());
    }

    @Test
    void secondHostIsRefusedBeforeItsValue() {
        assertEquals(
                Refusal.BAD_HOST,
                malformed("GET / HTTP/1.1\\r\\nHost: a\\r\\nHost:").reason());
    }

    @Test
    void quotesInDetailsArePrintable() {
        assertEquals(
                "The Host field is \"a\\xff\", which is not a host.",
                malformed("GET / HTTP/1.1\\r\\nHost: a\\xff\\r\\n").detail());
    }

    @Test
    void headOfExactlyTheLimitIsComplete() {
        byte[] stream = headOf(LIMIT);
        assertEquals(Head.class, new HeadScanner(LIMIT).scan(stream, LIMIT).getClass());
    }

    @Test
    void headBeyondTheLimitIsTooLarge() {
        byte[] stream = headOf(LIMIT + 1);
        assertEquals(Incomplete.NEEDS_MORE, new HeadScanner(LIMIT).scan(stream, LIMIT - 1));
        Malformed atTheLimit = (Malformed) new HeadScanner(LIMIT).scan(stream, LIMIT);
        assertEquals(Refusal.HEAD_TOO_LARGE, atTheLimit.reason());
        assertEquals(atTheLimit, new HeadScanner(LIMIT).scan(stream, LIMIT + 1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"GET /", "OPTION"})
    void requestLineThatFillsTheLimitIsTooLong(String start) {
        byte[] stream = new byte[LIMIT];
        Arrays.fill(stream, (byte) 'a');
        System.arraycopy(start.getBytes(ISO_8859_1), 0, stream, 0, start.length());
        assertEquals(Refusal.TARGET_TOO_LONG, ((Malformed) new HeadScanner(LIMIT).scan(stream, LIMIT)).reason());
    }

    @Test
    void requestLineThatEndsAtTheLimitIsNotTheCulprit() {
        byte[] stream = AwkwardHeads.octets("GET / HTTP/1.1\\r\\n");
        Malformed answer = (Malformed) new HeadScanner(stream.length).scan(stream, stream.length);
        assertEquals(Refusal.HEAD_TOO_LARGE, answer.reason());
    }

    private static Head complete(String wire) {
        return (Head) scan(wire);
    }

    private static Malformed malformed(String wire) {
        return (Malformed) scan(wire);
    }

    private static Scan scan(String wire) {
        byte[] stream = AwkwardHeads.octets(wire);
        return new HeadScanner(LIMIT).scan(stream, stream.length);
    }

    private static byte[] headOf(int length) {
        String start = "GET / HTTP/1.1\r\nHost: a\r\nCookie: ";
        String padding = "c".repeat(length - start.length() - "\r\n\r\n".length());
        return (start + padding + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** As many as may wait for the rest of their heads: what they have sent is in the kernel, and only there. */
    @Test
    void headsThatAreNotCompleteKeepNoOctets() {
        byte[] half = ("GET /" + "x".repeat(15_000) + " HTTP/1.1\r\nHost: a").getBytes(ISO_8859_1);
        byte[] longMethod = ("M".repeat(15_000) + " / HTTP/1.1\r\nHost: a").getBytes(ISO_8859_1);
        List<HeadScanner> waiting = new ArrayList<>();
        long before = usedOctets();
        for (int i = 0; i < 4096; i++) {
            HeadScanner scanner = new HeadScanner(16 * 1024);
            byte[] sent = i % 2 == 0 ? half : longMethod;
            scanner.scan(sent, sent.length);
            waiting.add(scanner);
        }
        long each = (usedOctets() - before) / waiting.size();
        assertTrue(each < 2048, each + " octets each");
        byte[] whole = Arrays.copyOf(half, half.length + 4);
        System.arraycopy("\r\n\r\n".getBytes(ISO_8859_1), 0, whole, half.length, 4);
        Head head = (Head) waiting.get(0).scan(whole, whole.length);
        assertEquals(15_001, head.path().length);
    }

    private static long usedOctets() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
