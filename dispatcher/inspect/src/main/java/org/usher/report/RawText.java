package org.usher.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Octets of a request as a text that every terminal, file and JSON string can carry: {@code \xNN} stands for the octet
 * NN, whatever it is, and all else for itself. A backslash that must not begin such an escape is {@code \x5c}.
 */
public final class RawText {
    private static final int ESCAPE_LENGTH = "\\x5c".length();
    private static final String DIGITS = "0123456789abcdef";

    private RawText() {}

    /** The octets that a text stands for; a character beyond ASCII stands for those of its UTF-8. */
    public static byte[] octets(String text) {
        if (text.indexOf('\\') < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int from = 0;
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 1)) {
            int octet = escaped(text, at);
            if (octet >= 0) {
                octets.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
                octets.write(octet);
                from = at + ESCAPE_LENGTH;
            }
        }
        octets.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return octets.toByteArray();
    }

    /**
     * A text that stands for the octets from {@code from} (inclusive) to {@code to} (exclusive), escapes that are among
     * them included: those stay, and mean what they mean.
     */
    public static String of(byte[] octets, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            int octet = octets[i] & 0xff;
            if (octet >= 0x20 && octet < 0x7f) {
                text.append((char) octet);
            } else {
                text.append("\\x").append(DIGITS.charAt(octet >> 4)).append(DIGITS.charAt(octet & 15));
            }
        }
        return text.toString();
    }

    /** The octet that the escape at this backslash stands for; -1 if it begins none. */
    private static int escaped(String text, int backslash) {
        if (backslash + ESCAPE_LENGTH > text.length() || text.charAt(backslash + 1) != 'x') {
            return -1;
        }
        int high = digit(text.charAt(backslash + 2));
        int low = digit(text.charAt(backslash + 3));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
