package org.usher.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;
import org.usher.head.Scan.Incomplete;
import org.usher.head.Scan.Malformed;

/**
 * What holds for any octets of a balancer: never an exception; a header waits for its last octet, and whatever follows
 * changes nothing.
 */
public final class ProxyFuzzTest {
    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) {
        Scan whole = ProxyHeader.scan(octets, octets.length);
        Scan answer = Incomplete.NEEDS_MORE;
        for (int size = 0; size <= octets.length && answer instanceof Incomplete; size++) {
            answer = ProxyHeader.scan(octets, size); // octet by octet
        }
        assertEquals(whole.getClass(), answer.getClass());
        if (whole instanceof ProxyHeader header) {
            assertTrue(header.length() <= octets.length);
            byte[] alone = Arrays.copyOf(octets, header.length());
            assertEquals(header, ProxyHeader.scan(alone, alone.length));
            assertEquals(header, answer);
        } else if (whole instanceof Malformed malformed) {
            assertTrue(malformed.detail().chars().allMatch(c -> c >= ' ' && c < 0x7f), malformed.detail());
        }
    }

    @Test
    void holdsForHeadersOfBalancersAndTheCorpus() {
        for (byte[] header : List.of(
                ProxyHeaders.tls("a.example"),
                ProxyHeaders.checked(ProxyHeaders.binary(ProxyHeaders.PROXY, ProxyHeaders.TCP4, ProxyHeaders.IPV4)),
                ProxyHeaders.binary(ProxyHeaders.LOCAL, 0),
                "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\nGET".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            fuzzerTestOneInput(header);
        }
        Corpus.of(ProxyFuzzTest.class).forEach(ProxyFuzzTest::fuzzerTestOneInput);
    }
}
