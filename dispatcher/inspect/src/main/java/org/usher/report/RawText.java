package org.usher.report;

import java.util.HexFormat;
import org.usher.unit.UnitName;

/**
 * Octets of a request as a text that every terminal, file and JSON string can carry: {@code \xNN} stands for the octet
 * NN, whatever it is, and all else for itself. A backslash that must not begin such an escape is {@code \x5c}.
 */
public final class RawText {
    private RawText() {}

    /** The octets that a text stands for; a character beyond ASCII stands for those of its UTF-8. */
    public static byte[] octets(String text) {
        return UnitName.octets(text, "\\x");
    }

    /**
     * A text that stands for the octets from {@code from} (inclusive) to {@code to} (exclusive), escapes that are among
     * them included: those stay, and mean what they mean.
     */
    public static String of(byte[] octets, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (octets[i] >= 0x20 && octets[i] < 0x7f) {
                text.append((char) octets[i]);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits(octets[i]));
            }
        }
        return text.toString();
    }
}
