package org.usher.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a program writes, printed line by line with the name of its unit in front. */
final class Output {
    private static final int LINE_SIZE_MAX = 16384;
    /** What journald takes off a line, too (sd-daemon(3)). */
    private static final Pattern PRIORITY = Pattern.compile("^<[0-7]>");

    private final PrintStream out;
    private final String label;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Prints to {@code out}, with {@code label} at the beginning of each line. */
    Output(PrintStream out, String label) {
        this.out = out;
        this.label = label;
    }

    /** Prints what comes until no process writes any more, and closes {@code written}. A very long line is several. */
    void print(InputStream written) {
        try (InputStream octets = new BufferedInputStream(written)) {
            for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
                if (octet == '\n' || line.size() == LINE_SIZE_MAX) {
                    flush();
                }
                if (octet != '\n') {
                    line.write(octet);
                }
            }
        } catch (IOException ignored) { // as if it had ended
        }
        if (line.size() > 0) {
            flush();
        }
    }

    private void flush() {
        out.println(
                label + PRIORITY.matcher(line.toString(StandardCharsets.UTF_8)).replaceFirst(""));
        line.reset();
    }
}
