package org.usher.print;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines for a terminal, in UTF-8. A line holds no control character but tabs, whatever the names of files, units and
 * paths in it hold: each is printed as {@code \xNN}. Text that {@link #print(String)} prints is not touched.
 */
public final class Terminal extends PrintStream {

    /** Makes a terminal that writes to {@code out}, line by line. */
    public Terminal(OutputStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
        super.println(scrubbed(line));
    }

    /** The text with each control character (C0 but tab, DEL, C1) and each invisible one escaped. */
    static String scrubbed(String text) {
        if (text.codePoints().noneMatch(Terminal::isControl)) {
            return text;
        }
        StringBuilder scrubbed = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isControl(c)) {
                scrubbed.append(String.format(c <= 0xff ? "\\x%02x" : "\\u%04x", c));
            } else {
                scrubbed.appendCodePoint(c);
            }
        });
        return scrubbed.toString();
    }

    private static boolean isControl(int c) {
        return (Character.isISOControl(c) && c != '\t') || Character.getType(c) == Character.FORMAT;
    }
}
