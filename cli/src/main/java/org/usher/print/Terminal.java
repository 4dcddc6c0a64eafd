package org.usher.print;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Lines for a terminal, in UTF-8. A line holds no control character but tabs, whatever the names of files, units and
 * paths in it hold: each is printed as {@code \xNN}. Text that {@link #print(String)} prints is not touched.
 */
public final class Terminal extends PrintStream {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\t]]");

    /** Makes a terminal that writes to {@code out}, line by line. */
    public Terminal(OutputStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
        super.println(scrubbed(line));
    }

    /** The text with each control character (C0 but tab, DEL, C1) and each invisible one escaped. */
    public static String scrubbed(String text) {
        return CONTROL.matcher(text).replaceAll(found -> {
            int character = found.group().codePointAt(0);
            return String.format(character <= 0xff ? "\\\\x%02x" : "\\\\u%04x", character);
        });
    }
}
