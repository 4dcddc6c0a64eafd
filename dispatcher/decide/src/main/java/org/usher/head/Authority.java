package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;

/**
 * The grammar of a host with an optional port, as a Host field and the authority of a target spell it (RFC 9110 §7.2),
 * narrowed so that no host can spell a wildcard: letters, digits, {@code . _ -}, or an IPv6 address in brackets.
 */
public final class Authority {
    private static final int HOST_LENGTH_MAX = 253;
    private static final int LABEL_LENGTH_MAX = 63;
    private static final int PORT_MAX = 65535;
    private static final int PORT_DIGITS_MAX = 5;

    private Authority() {}

    /**
     * Returns the host that the octets from {@code from} (inclusive) to {@code to} (exclusive) name: lower case, without
     * a trailing dot, an IPv6 address in brackets and canonical. The port is checked and dropped, since no route depends
     * on it. Null if the octets do not follow the grammar.
     */
    public static @Nullable String host(byte[] octets, int from, int to) {
        return from < to && octets[from] == '[' ? bracketed(octets, from, to) : named(octets, from, to);
    }

    /** Whether the text is a host name: labels of 1 to 63 octets, 253 in all, no trailing dot. */
    public static boolean isName(String text) {
        byte[] octets = text.getBytes(ISO_8859_1);
        return octets.length == text.length()
                && endOfHost(octets, 0, octets.length) == octets.length
                && hasValidLabels(octets, 0, octets.length);
    }

    /** Returns whether it is an ASCII letter or digit. */
    static boolean isAlphanumeric(byte octet) {
        return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
    }

    private static int endOfHost(byte[] octets, int from, int to) {
        int end = from;
        while (end < to && (isAlphanumeric(octets[end]) || ".-_".indexOf(octets[end]) >= 0)) {
            end++;
        }
        return end;
    }

    private static @Nullable String named(byte[] octets, int from, int to) {
        int end = endOfHost(octets, from, to);
        int nameEnd = end > from && octets[end - 1] == '.' ? end - 1 : end;
        if (!isPort(octets, end, to) || !hasValidLabels(octets, from, nameEnd)) {
            return null;
        }
        return new String(octets, from, nameEnd - from, ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static boolean hasValidLabels(byte[] octets, int from, int to) {
        if (to - from > HOST_LENGTH_MAX) {
            return false;
        }
        int label = from;
        for (int i = from; i <= to; i++) {
            if (i == to || octets[i] == '.') {
                if (i == label || i - label > LABEL_LENGTH_MAX) {
                    return false;
                }
                label = i + 1;
            }
        }
        return true;
    }

    private static @Nullable String bracketed(byte[] octets, int from, int to) {
        int close = from;
        while (close < to && octets[close] != ']') {
            close++;
        }
        if (close == to || !isPort(octets, close + 1, to)) {
            return null;
        }
        String inside = new String(octets, from + 1, close - from - 1, ISO_8859_1);
        IpAddress address = inside.indexOf(':') < 0 ? null : IpAddress.parse(inside);
        return address == null ? null : address.inUrl();
    }

    /** Whether the octets are nothing, or a colon and 0 to 5 digits that spell at most 65535. */
    private static boolean isPort(byte[] octets, int from, int to) {
        if (from == to) {
            return true;
        }
        if (octets[from] != ':' || to - from - 1 > PORT_DIGITS_MAX) {
            return false;
        }
        int port = 0;
        for (int i = from + 1; i < to; i++) {
            if (octets[i] < '0' || octets[i] > '9') {
                return false;
            }
            port = port * 10 + octets[i] - '0';
        }
        return port <= PORT_MAX;
    }
}
