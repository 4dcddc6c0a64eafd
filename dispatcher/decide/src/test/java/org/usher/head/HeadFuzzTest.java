package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.head.Scans.describe;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;
import org.usher.head.Scan.Incomplete;

/** What holds for the head of any octets: never an exception, never a look past the limit, one answer in all pieces. */
public final class HeadFuzzTest {
    private static final int LIMIT = 512;

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) {
        byte[] seen = Arrays.copyOf(octets, Math.min(octets.length, LIMIT)); // Reading on would throw.
        Scan whole = Scans.answer(LIMIT, seen, seen.length);
        byte[] longer = Arrays.copyOf(octets, octets.length + 1);
        assertEquals(describe(whole), describe(Scans.answer(LIMIT, longer, octets.length)));
        assertEquals(describe(whole), describe(Scans.octetByOctet(LIMIT, seen)));
        for (int split = 1; split < seen.length; split += 1 + seen.length / 32) {
            assertEquals(describe(whole), describe(Scans.answer(LIMIT, seen, split, seen.length)));
        }
        if (whole instanceof Head head) {
            holds(head, seen);
        }
    }

    private static void holds(Head head, byte[] octets) {
        assertTrue(head.length() <= octets.length);
        assertEquals(Incomplete.NEEDS_MORE, Scans.answer(LIMIT, octets, head.length() - 1));
        assertTrue(head.host() != null || head.minorVersion() == 0);
        String path = new String(head.path(), ISO_8859_1);
        assertTrue(path.matches("/([^%?#\\x00-\\x20\\x7f]|%(?!00)[0-9A-Fa-f]{2})*"), path);
        String host = head.host();
        assertTrue(host == null || host.matches("[a-z0-9._-]{1,253}|\\[[0-9a-f:]+]"), host);
        assertTrue(
                new String(octets, ISO_8859_1).contains(head.method() + " " + new String(head.target(), ISO_8859_1)));
    }

    @Test
    void holdsForAllAwkwardHeadsAndTheCorpus() {
        AwkwardHeads.all().forEach(HeadFuzzTest::fuzzerTestOneInput);
        Corpus.of(HeadFuzzTest.class).forEach(HeadFuzzTest::fuzzerTestOneInput);
    }
}
