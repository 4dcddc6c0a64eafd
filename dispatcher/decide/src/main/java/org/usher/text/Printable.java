package org.usher.text;

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

    private Printable() {}

    /** The octets from {@code from} (inclusive) to {@code to} (exclusive) as text. */
    public static String of(byte[] octets, int from, int to) {
        StringBuilder shown = new StringBuilder();
        for (int i = from; i < to && append(shown, octets[i] & 0xff); ) {
            i++;
        }
        return shown.toString();
    }

    /** The text with everything escaped that is not printable ASCII. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && append(shown, text.charAt(i)); ) {
            i++;
        }
        return shown.toString();
    }

    /** Whether there is room for more. */
    private static boolean append(StringBuilder shown, int character) {
        String image = image(character);
        if (shown.length() + image.length() > LENGTH_MAX) {
            shown.setLength(Math.min(shown.length(), LENGTH_MAX - CUT.length()));
            shown.append(CUT);
            return false;
        }
        shown.append(image);
        return true;
    }

    private static String image(int character) {
        if (character >= 0x20 && character < 0x7f) {
            return String.valueOf((char) character);
        }
        return character <= 0xff ? String.format("\\x%02x", character) : String.format("\\u%04x", character);
    }
}
