package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.EndedTls;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffDecoder;
import org.usher.head.Scan.Incomplete;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;

/**
 * A header of the PROXY protocol, version 1 or 2, with which a balancer begins a connection (HAProxy's
 * {@code doc/proxy-protocol.txt}).
 *
 * @param length octets of the header
 * @param ends the client, and the address that it connected to; null if the header does not say, as in a health check
 * @param tls what is known of the client's TLS; null if it says nothing
 */
public record ProxyHeader(int length, @Nullable Endpoints ends, @Nullable EndedTls tls) implements Scan {
    /** The most octets of a header; they leave room for the rest of a handoff's. */
    private static final int SIZE_MAX = 4096;

    private static final String LINE_START = "PROXY ";
    private static final int LINE_MAX = 107;
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int PREAMBLE = 16;

    /** Reads the header that begins a connection, of which {@code size} octets have come. */
    public static Scan scan(byte[] octets, int size) {
        int same = Math.min(size, SIGNATURE.length);
        if (Arrays.equals(octets, 0, same, SIGNATURE, 0, same)) {
            return size < PREAMBLE ? Incomplete.NEEDS_MORE : binary(octets, size);
        }
        String text = new String(octets, 0, Math.min(size, LINE_MAX), ISO_8859_1);
        if (!text.startsWith(LINE_START) && !LINE_START.startsWith(text)) {
            return new Malformed(
                    Refusal.BAD_PROXY,
                    "ProxyFrom= names this address, but the connection does not begin with a PROXY header.");
        }
        int end = text.indexOf("\r\n");
        if (end < 0) {
            return size < LINE_MAX ? Incomplete.NEEDS_MORE : malformed("its line has no end");
        }
        return line(text.substring(0, end).split(" ", -1), end + 2);
    }

    private static Scan binary(byte[] octets, int size) {
        int length = PREAMBLE + ((octets[PREAMBLE - 2] & 0xff) << 8 | (octets[PREAMBLE - 1] & 0xff));
        if (length > SIZE_MAX) {
            return malformed("more than 4096 octets");
        }
        if (length > size) {
            return Incomplete.NEEDS_MORE;
        }
        DecodedMessage decoded = HandoffDecoder.decodeForeign(Arrays.copyOf(octets, length));
        return decoded instanceof DecodedMessage.Complete complete
                ? new ProxyHeader(
                        length, complete.header().endpoints(), complete.header().tls())
                : malformed(((DecodedMessage.Malformed) decoded).problem());
    }

    private static Scan line(String[] words, int length) {
        if (words[1].equals("UNKNOWN")) {
            return new ProxyHeader(length, null, null);
        }
        boolean isWhole = words.length == 6 && (words[1].equals("TCP4") || words[1].equals("TCP6"));
        IpAddress client = isWhole ? IpAddress.parse(words[2]) : null;
        IpAddress local = isWhole ? IpAddress.parse(words[3]) : null;
        if (client == null || local == null || !isPort(words[4]) || !isPort(words[5])) {
            return malformed("a line that does not name two ends of a TCP connection");
        }
        byte[] from = client.octets();
        byte[] to = local.octets();
        return from.length == to.length
                ? new ProxyHeader(
                        length, Endpoints.of(from, Integer.parseInt(words[4]), to, Integer.parseInt(words[5])), null)
                : malformed("a line with addresses of two families");
    }

    private static boolean isPort(String word) {
        boolean isNumber = !word.isEmpty() && word.length() <= 5 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && Integer.parseInt(word) <= 65535;
    }

    private static Malformed malformed(String problem) {
        return new Malformed(Refusal.BAD_PROXY, "The connection begins with a bad PROXY header: " + problem + ".");
    }
}
