package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.head.ProxyHeaders.IPV4;
import static org.usher.head.ProxyHeaders.IPV6;
import static org.usher.head.ProxyHeaders.LOCAL;
import static org.usher.head.ProxyHeaders.PROXY;
import static org.usher.head.ProxyHeaders.TCP4;
import static org.usher.head.ProxyHeaders.binary;
import static org.usher.head.ProxyHeaders.checked;
import static org.usher.head.ProxyHeaders.tls;
import static org.usher.head.ProxyHeaders.tlv;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.head.Scan.Incomplete;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;

class ProxyHeaderTest {
    @Test
    void bothVersionsNameTheClientAndWhereItConnectedTo() {
        assertEquals("/203.0.113.7:51234 > /192.0.2.1:443", ends(binary(PROXY, TCP4, IPV4)));
        assertEquals("/[2001:db8:0:0:0:0:0:7]:51234 > /[2001:db8:0:0:0:0:0:1]:443", ends(binary(PROXY, 0x21, IPV6)));
        assertEquals(
                "/203.0.113.7:51234 > /192.0.2.1:443", ends(octets("PROXY TCP4 203.0.113.7 192.0.2.1 51234 443\r\n")));
        assertEquals(
                "/[2001:db8:0:0:0:0:0:7]:51234 > /[2001:db8:0:0:0:0:0:1]:443",
                ends(octets("PROXY TCP6 2001:db8::7 2001:db8::1 51234 443\r\n")));
    }

    @Test
    void headersOfHealthChecksAndOfUnknownClientsNameNobody() {
        assertEquals("nobody", ends(binary(LOCAL, 0)));
        assertEquals("nobody", ends(binary(LOCAL, TCP4, IPV4, "ff")));
        assertEquals("nobody", ends(binary(PROXY, 0)));
        assertEquals("nobody", ends(binary(PROXY, 0x31, "00".repeat(216))));
        assertEquals("nobody", ends(octets("PROXY UNKNOWN\r\n")));
        assertEquals("nobody", ends(octets("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n")));
    }

    @Test
    void versionTwoTellsOfTls() {
        ProxyHeader header = header(tls("wiki.example"));
        assertEquals("http/1.1", header.tls().alpn());
        assertEquals("wiki.example", header.tls().authority());
        assertTrue(header.tls().isSecure());
        assertEquals("TLSv1.3", header.tls().ssl().version());
        assertNull(header(binary(PROXY, TCP4, IPV4)).tls());
    }

    @Test
    void whatIsNotUsedMayBeAnything() {
        String noop = tlv(0x04, "padding");
        String uniqueId = tlv(0x05, "an id of HAProxy's own, of any length");
        String ours = tlv(0xe0, "/prefix/") + tlv(0xe2, "hops") + tlv(0xe3, "");
        ProxyHeader header = header(binary(PROXY, TCP4, IPV4, noop, uniqueId, uniqueId, ours, tlv(0x02, "a.example")));
        assertEquals("a.example", header.tls().authority());
    }

    @Test
    void everyAnswerWaitsForTheWholeHeaderAndLooksNoFurther() {
        for (byte[] header : new byte[][] {
            tls("wiki.example"),
            binary(LOCAL, 0),
            checked(binary(PROXY, TCP4, IPV4)),
            octets("PROXY TCP4 203.0.113.7 192.0.2.1 51234 443\r\n"),
            octets("PROXY UNKNOWN\r\n")
        }) {
            byte[] followed = Arrays.copyOf(header, header.length + 100);
            for (int size = 0; size < header.length; size++) {
                assertEquals(Incomplete.NEEDS_MORE, ProxyHeader.scan(followed, size), size + " octets");
            }
            assertEquals(header.length, header(header).length());
            assertEquals(header.length, ((ProxyHeader) ProxyHeader.scan(followed, followed.length)).length());
        }
    }

    @Test
    void fourKibibytesAreTheMost() {
        int padding = 4096 - 16 - 12 - 3;
        assertEquals(
                4096,
                header(binary(PROXY, TCP4, IPV4, tlv(0x04, "x".repeat(padding))))
                        .length());
        byte[] longer = binary(PROXY, TCP4, IPV4, tlv(0x04, "x".repeat(padding + 1)));
        assertEquals("more than 4096 octets", problem(longer));
        assertEquals("more than 4096 octets", problem(Arrays.copyOf(longer, 16)), "as soon as it says so");
    }

    @Test
    void aChecksumIsChecked() {
        byte[] header = checked(tls("wiki.example"));
        assertEquals(header.length, header(header).length());
        for (int at = 16; at < header.length; at++) {
            byte[] changed = header.clone();
            changed[at] ^= 1;
            assertTrue(ProxyHeader.scan(changed, changed.length) instanceof Malformed, "octet " + at);
        }
        assertEquals("octets that do not have its CRC32C", problem(binary(PROXY, TCP4, IPV4, tlv(0x03, "abcd"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY \r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443 \r\n",
                "PROXY TCP4 203.0.113.7  192.0.2.1 51234 443\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 65536\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 +1 443\r\n",
                "PROXY TCP4 localhost 192.0.2.1 51234 443\r\n",
                "PROXY TCP6 2001:db8::7 192.0.2.1 51234 443\r\n",
                "PROXY UDP4 203.0.113.7 192.0.2.1 51234 443\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443 443 443 443 443 443 443 443 443 443 443 443 443 443 443 443 443 443 443",
            })
    void linesThatNameNoTwoEndsAreMalformed(String line) {
        Malformed malformed = (Malformed) ProxyHeader.scan(octets(line), line.length());
        assertEquals(Refusal.BAD_PROXY, malformed.reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n", "P", "PRI * HTTP/2.0\r\n", "PROXY\r\n", "\r\n\r\nGET", "\u0016\u0003\u0001"
            })
    void balancerHasToBeginWithAHeader(String first) {
        byte[] octets = octets(first);
        Scan scan = ProxyHeader.scan(octets, octets.length);
        if (first.equals("P")) {
            assertEquals(Incomplete.NEEDS_MORE, scan);
        } else {
            assertTrue(((Malformed) scan).detail().startsWith("ProxyFrom= names this address"), scan.toString());
        }
    }

    @Test
    void brokenHeadersOfVersionTwoAreMalformed() {
        assertEquals("a PROXY version other than 2", problem(binary(0x11, TCP4, IPV4)));
        assertEquals("an unknown PROXY command", problem(binary(0x22, TCP4, IPV4)));
        assertEquals("an address family or protocol that is not a stream's", problem(binary(PROXY, 0x12, IPV4)));
        assertEquals("addresses cut short", problem(binary(PROXY, TCP4, "cb007107")));
        assertEquals("a TLV cut short", problem(binary(PROXY, TCP4, IPV4, "0400")));
        assertEquals("a TLV beyond the end of the header", problem(binary(PROXY, TCP4, IPV4, "040001")));
    }

    private static String ends(byte[] octets) {
        ProxyHeader header = header(octets);
        return header.ends() == null
                ? "nobody"
                : header.ends().client() + " > " + header.ends().local();
    }

    private static ProxyHeader header(byte[] octets) {
        return (ProxyHeader) ProxyHeader.scan(octets, octets.length);
    }

    private static String problem(byte[] octets) {
        String detail = ((Malformed) ProxyHeader.scan(octets, octets.length)).detail();
        return detail.replaceFirst("The connection begins with a bad PROXY header: (.*)\\.", "$1");
    }

    private static byte[] octets(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
