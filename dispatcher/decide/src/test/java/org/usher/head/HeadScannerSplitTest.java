package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.head.Scans.describe;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.usher.head.Scan.Incomplete;

/** However the octets of a head arrive, its answer is the same and costs the same. */
final class HeadScannerSplitTest {
    private static final int LIMIT = 256;

    @Test
    void everySplitGivesTheAnswerOfTheWhole() {
        for (byte[] head : AwkwardHeads.all()) {
            String whole = answer(head, head.length);
            for (int split = 0; split <= head.length; split++) {
                assertEquals(whole, answer(head, split, head.length), () -> new String(head, ISO_8859_1));
            }
        }
    }

    @Test
    void octetByOctetGivesTheAnswerOfTheWhole() {
        for (byte[] head : AwkwardHeads.all()) {
            assertEquals(answer(head, head.length), octetByOctet(head));
        }
    }

    @Test
    void refusedHeadIsIncompleteUntilItsLastOctet() {
        AwkwardHeads.REFUSED.lines().map(line -> line.split(" => ", -1)[1]).forEach(wire -> {
            byte[] head = AwkwardHeads.octets(wire);
            Scan answer = new HeadScanner(LIMIT).scan(head, head.length - 1);
            assertEquals(Incomplete.NEEDS_MORE, answer, wire);
        });
    }

    @Property(tries = 20_000)
    void anyOctetsSplitAnywhereGiveOneAnswer(
            @ForAll("nearlyHeads") byte[] octets, @ForAll @IntRange(max = LIMIT + 44) int split) {
        String whole = answer(octets, octets.length);
        assertEquals(whole, answer(octets, Math.min(split, octets.length), octets.length));
        assertEquals(whole, octetByOctet(octets));
    }

    @Property(tries = 5_000)
    void octetsBeyondTheLengthAndTheLimitAreNotRead(
            @ForAll("nearlyHeads") byte[] octets, @ForAll @IntRange(max = LIMIT + 44) int given) {
        int length = Math.min(given, octets.length);
        byte[] exact = Arrays.copyOf(octets, Math.min(length, LIMIT)); // Reading on would throw.
        byte[] poisoned = Arrays.copyOf(exact, octets.length + 1);
        assertEquals(answer(exact, exact.length), answer(poisoned, length));
    }

    /** Every octet of an uninteresting value is destroyed as soon as it has been passed, and every field when it ends. */
    @Test
    void passedOctetsAreNotLookedAtAgain() {
        byte[] head = ("POST /wiki/ HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 3\r\nCookie: " + "c".repeat(8000)
                        + "\r\nAccept: text/html\r\n\r\n")
                .getBytes(ISO_8859_1);
        String whole = new String(head, ISO_8859_1);
        int fields = whole.indexOf('\n') + 1;
        HeadScanner scanner = new HeadScanner(16 * 1024);
        Scan answer = Incomplete.NEEDS_MORE;
        byte[] stream = head.clone();
        for (int length = 1; length <= head.length; length++) {
            answer = scanner.scan(stream, length);
            int line = whole.lastIndexOf('\n', length - 1) + 1;
            boolean interesting = whole.startsWith("Host", line) || whole.startsWith("Content-Length", line);
            int value = whole.indexOf(':', line) + 1;
            Arrays.fill(stream, Math.min(fields, line), line, (byte) 0);
            if (line > 0 && !interesting && value > 0 && value < length) {
                Arrays.fill(stream, line, length, (byte) 0);
            }
        }
        assertEquals(describe(new HeadScanner(16 * 1024).scan(head, head.length)), describe(answer));
        assertEquals(Head.class, answer.getClass());
    }

    @Provide
    Arbitrary<byte[]> nearlyHeads() {
        Arbitrary<String> piece = Arbitraries.of(
                "GET ",
                "/",
                "a",
                " ",
                "HTTP/1.1",
                "HTTP/1.0",
                "\r\n",
                "\r",
                "\n",
                "Host:",
                "Host: a",
                "http://a",
                "%",
                "%41",
                "?",
                "#",
                "*",
                "OPTIONS ",
                "PRI ",
                "Content-Length: 1",
                "Transfer-Encoding:",
                "\r\n\r\n",
                ":",
                "GET / HTTP/1.1\r\n",
                "X: y\r\n",
                "\t",
                "\u0000",
                "\u0016",
                "\u00ff",
                "[::1]",
                "x".repeat(100));
        return piece.list().ofMaxSize(16).map(pieces -> {
            byte[] octets = String.join("", pieces).getBytes(ISO_8859_1);
            return Arrays.copyOf(octets, Math.min(octets.length, LIMIT + 44));
        });
    }

    private static String octetByOctet(byte[] octets) {
        return describe(Scans.octetByOctet(LIMIT, octets));
    }

    private static String answer(byte[] octets, int... lengths) {
        return describe(Scans.answer(LIMIT, octets, lengths));
    }
}
