package org.usher.print;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.usher.text.Printable;

/**
 * Lines for a terminal, in UTF-8. A line holds no control character but tabs, whatever the names of files, units and
 * paths in it hold: each is printed as {@code \xNN}. Text that {@link #print(String)} prints is not touched.
 */
public final class Terminal extends PrintStream {
    private static final Pattern CONTROL = Pattern.compile("[[\\p{Cc}\u00ad]&&[^\t]]");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}&&[^\u00ad]]");

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
        return Printable.escaped(Printable.escaped(text, INVISIBLE, "\\u%04x"), CONTROL, "\\x%02x");
    }
}
