package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;
import org.usher.head.Scan.Complete;
import org.usher.head.Scan.Incomplete;

/** What holds for the head of any octets: never an exception, never a look past the limit, one answer in all pieces. */
public final class HeadFuzzTest {
    private static final int LIMIT = 512;

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) {
        byte[] seen = Arrays.copyOf(octets, Math.min(octets.length, LIMIT)); // Reading on would throw.
        Scan whole = answer(seen, seen.length);
        byte[] longer = Arrays.copyOf(octets, octets.length + 1);
        assertEquals(describe(whole), describe(answer(longer, octets.length)));
        assertEquals(describe(whole), describe(octetByOctet(seen)));
        for (int split = 1; split < seen.length; split += 1 + seen.length / 32) {
            assertEquals(describe(whole), describe(answer(seen, split, seen.length)));
        }
        if (whole instanceof Complete complete) {
            holds(complete.head(), seen);
        }
    }

    private static void holds(Head head, byte[] octets) {
        assertTrue(head.length() <= octets.length);
        assertEquals(Incomplete.NEEDS_MORE, answer(octets, head.length() - 1));
        assertTrue(head.host() != null || head.minorVersion() == 0);
        String path = new String(head.path(), ISO_8859_1);
        assertTrue(path.matches("/([^%?#\\x00-\\x20\\x7f]|%(?!00)[0-9A-Fa-f]{2})*"), path);
        String host = head.host();
        assertTrue(host == null || host.matches("[a-z0-9._-]{1,253}|\\[[0-9a-f:]+]"), host);
        assertTrue(
                new String(octets, ISO_8859_1).contains(head.method() + " " + new String(head.target(), ISO_8859_1)));
    }

    private static Scan octetByOctet(byte[] octets) {
        int[] lengths = new int[octets.length];
        Arrays.setAll(lengths, i -> i + 1);
        return answer(octets, lengths);
    }

    private static Scan answer(byte[] octets, int... lengths) {
        HeadScanner scanner = new HeadScanner(LIMIT);
        Scan answer = Incomplete.NEEDS_MORE;
        for (int length : lengths) {
            Scan next = scanner.scan(octets, length);
            assertTrue(answer == Incomplete.NEEDS_MORE || answer == next, "an answer has changed");
            answer = next;
        }
        return answer;
    }

    private static String describe(Scan scan) {
        if (scan instanceof Complete complete) {
            Head head = complete.head();
            return head.length() + " " + head.method() + " " + new String(head.target(), ISO_8859_1) + " "
                    + head.minorVersion() + " " + head.scheme() + " " + head.host() + " "
                    + new String(head.path(), ISO_8859_1);
        }
        return scan.toString();
    }

    @Test
    void holdsForAllAwkwardHeadsAndTheCorpus() {
        AwkwardHeads.all().forEach(HeadFuzzTest::fuzzerTestOneInput);
        Corpus.of(HeadFuzzTest.class).forEach(HeadFuzzTest::fuzzerTestOneInput);
    }
}
