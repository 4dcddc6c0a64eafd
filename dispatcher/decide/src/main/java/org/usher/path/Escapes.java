package org.usher.path;

import java.util.Arrays;

/** The decoder of {@code %XX} escapes in a path (RFC 3986 §2.1): once, or until nothing changes. An incomplete one stays. */
final class Escapes {
    private Escapes() {}

    static byte[] decodeOnce(byte[] octets, int from, int to) {
        byte[] decoded = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; length++) {
            int value = at + 2 < to && octets[at] == '%' ? value(octets[at + 1], octets[at + 2]) : -1;
            decoded[length] = value < 0 ? octets[at] : (byte) value;
            at += value < 0 ? 1 : 3;
        }
        return Arrays.copyOf(decoded, length);
    }

    /**
     * Decodes until nothing changes, in one pass. Escapes cannot overlap, so their order does not matter: each is decoded
     * as soon as its last digit is there, which may itself have come from an escape.
     */
    static byte[] decodeFully(byte[] octets, int from, int to) {
        byte[] decoded = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at++) {
            decoded[length++] = octets[at];
            while (length >= 3 && decoded[length - 3] == '%') {
                int value = value(decoded[length - 2], decoded[length - 1]);
                if (value < 0) {
                    break;
                }
                length -= 2;
                decoded[length - 1] = (byte) value;
            }
        }
        return Arrays.copyOf(decoded, length);
    }

    /** The octet that two digits spell, or -1. */
    private static int value(byte high, byte low) {
        int first = digit(high);
        int second = digit(low);
        return first < 0 || second < 0 ? -1 : first << 4 | second;
    }

    private static int digit(byte octet) {
        return octet < 0 ? -1 : Character.digit(octet, 16);
    }
}
