package org.usher.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;
import org.usher.text.Printable;
import org.usher.unit.UnitName;

/**
 * Octets of a request as a text that every terminal, file and JSON string can carry: {@code \xNN} stands for the octet
 * NN, whatever it is, and all else for itself. A backslash that must not begin such an escape is {@code \x5c}.
 */
public final class RawText {
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

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
        return Printable.escaped(new String(octets, from, to - from, ISO_8859_1), UNPRINTABLE, "\\x%02x");
    }
}
