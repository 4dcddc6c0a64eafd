package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.usher.head.Scan.Incomplete;

/** The answers of a scanner to octets that come in pieces. */
final class Scans {
    private Scans() {}

    /** Returns the answer to heads of up to {@code limit} octets after as many have come as each of {@code lengths} says. */
    static Scan answer(int limit, byte[] octets, int... lengths) {
        HeadScanner scanner = new HeadScanner(limit);
        Scan answer = Incomplete.NEEDS_MORE;
        for (int length : lengths) {
            Scan next = scanner.scan(octets, length);
            assertTrue(answer == Incomplete.NEEDS_MORE || answer == next, "an answer has changed");
            answer = next;
        }
        return answer;
    }

    static Scan octetByOctet(int limit, byte[] octets) {
        int[] lengths = new int[octets.length];
        Arrays.setAll(lengths, i -> i + 1);
        return answer(limit, octets, lengths);
    }

    /** Returns everything that an answer says. */
    static String describe(Scan scan) {
        if (scan instanceof Head head) {
            return head.length() + " " + head.method() + " " + new String(head.target(), ISO_8859_1) + " "
                    + head.minorVersion() + " " + head.scheme() + " " + head.host() + " "
                    + new String(head.path(), ISO_8859_1);
        }
        return scan.toString();
    }
}
