package org.usher.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form in which text from the network is shown: printable ASCII only, and short.
 *
 * <p>Octets that a terminal, a journal or a browser might act upon become {@code \xHH}, and text longer than
 * {@value #LENGTH_MAX} characters is cut. Text that is printable already stays as it is, so scrubbing twice is harmless.
 */
public final class Printable {
    /** Longest text that is shown, in characters. */
    public static final int LENGTH_MAX = 200;

    private static final String CUT = "...";
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
    private static final Pattern BEYOND_OCTETS = Pattern.compile("[^\\x00-\\xff]");

    private Printable() {}

    /** The octets from {@code from} (inclusive) to {@code to} (exclusive) as text. */
    public static String of(byte[] octets, int from, int to) {
        return of(new String(octets, from, Math.min(to - from, LENGTH_MAX + 1), ISO_8859_1));
    }

    /** The text with everything escaped that is not printable ASCII. */
    public static String of(String text) {
        String begin = text.substring(0, Math.min(text.length(), LENGTH_MAX + 1));
        String shown = escaped(escaped(begin, BEYOND_OCTETS, "\\u%04x"), UNPRINTABLE, "\\x%02x");
        return shown.length() <= LENGTH_MAX ? shown : shown.substring(0, LENGTH_MAX - CUT.length()) + CUT;
    }

    /** The whole text, in which each character that {@code characters} finds is a number in this format. */
    public static String escaped(String text, Pattern characters, String format) {
        return characters.matcher(text).replaceAll(character -> {
            String number = String.format(format, character.group().codePointAt(0));
            return Matcher.quoteReplacement(number);
        });
    }
}
