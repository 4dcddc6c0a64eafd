package org.usher.unit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problems;

/**
 * One unit file or drop-in as it was written: its section headers, its assignments in order, and the lines that are
 * neither.
 *
 * <p>The syntax is systemd's (systemd.syntax(7), and {@code config_parse} where the page is silent): comment lines begin
 * with {@code #} or {@code ;} and may interrupt a continued value; a line that ends in an odd backslash goes on in the
 * next one, a blank taking the backslash's place; lines end with LF, CR, CRLF or NUL; text is UTF-8. Some lines make
 * systemd stop reading the file, and so do we.
 */
public record UnitFile(Path path, List<Header> headers, List<Assignment> assignments, List<Fault> faults) {

    /** The longest file that is read; a hundred times what a unit file needs. */
    static final int SIZE_MAX = 256 << 10;

    /** A section header, repeated ones included. */
    public record Header(Path file, int line, String section) implements Problems.Place {}

    /**
     * A line that means nothing to systemd either.
     *
     * @param section the one it stands in, or empty
     * @param ends whether systemd reads no further: a unit with such a fragment is not loaded, of such a drop-in what
     *     stands above counts
     */
    public record Fault(Path file, int line, String section, String text, boolean ends) implements Problems.Place {}

    /** The line at which systemd stops reading the file; null if it reads all of it. */
    public @Nullable Fault end() {
        Fault last = faults.isEmpty() ? null : faults.get(faults.size() - 1);
        return last != null && last.ends() ? last : null;
    }

    /**
     * Reads the file at {@code path}.
     *
     * @throws IOException if it cannot be read or is longer than {@link #SIZE_MAX}
     */
    public static UnitFile read(Path path) throws IOException {
        boolean isOther = Files.readAttributes(path, BasicFileAttributes.class).isOther();
        if (isOther
                && !path.toRealPath()
                        .equals(Path.of("/dev/null"))) { // to open a FIFO is to wait for whoever writes into it
            throw new IOException("it is not a regular file");
        }
        byte[] content;
        try (InputStream file = Files.newInputStream(path)) {
            content = file.readNBytes(SIZE_MAX + 1);
        }
        if (content.length > SIZE_MAX) {
            throw new IOException("it is longer than 256 KiB");
        }
        return parse(path, content);
    }

    /** Parses the content of a file; every sequence of bytes has an answer. */
    public static UnitFile parse(Path path, byte[] content) {
        Parser parser = new Parser(path);
        parser.lines(
                new String(content, StandardCharsets.ISO_8859_1)); // a character an octet: each line is decoded alone
        return new UnitFile(
                path, List.copyOf(parser.headers), List.copyOf(parser.assignments), List.copyOf(parser.faults));
    }

    /** The reading of one file: which section it is in and which value is being continued. */
    private static final class Parser {
        private static final String BLANKS = " \t\n\r";
        private static final String MARK = "\u00ef\u00bb\u00bf";

        private final Path path;
        private final List<Header> headers = new ArrayList<>();
        private final List<Assignment> assignments = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private String section = "";
        /** The physical lines that make up a logical one so far, and the number of the first of them. */
        private final StringBuilder logical = new StringBuilder();

        private int number;
        private boolean seenMark;
        private boolean ended;

        Parser(Path path) {
            this.path = path;
        }

        void lines(String text) {
            int start = 0;
            for (int line = 1; start < text.length() && !ended; line++) {
                int end = endOfLine(text, start);
                physicalLine(text.substring(start, end), line);
                start = text.startsWith("\r\n", end) ? end + 2 : end + 1;
            }
            logicalLine(); // one that was to go on
        }

        private static int endOfLine(String text, int start) {
            int end = start;
            while (end < text.length() && "\n\r\0".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return end;
        }

        private void physicalLine(String raw, int line) {
            String text = withoutMark(raw);
            String written = withoutBlanks(text);
            if (written.startsWith("#") || written.startsWith(";")) {
                return;
            }
            if (logical.isEmpty()) {
                number = line;
            }
            logical.append(text);
            if (endsInOddBackslash(text)) {
                logical.setCharAt(logical.length() - 1, ' ');
            } else {
                logicalLine();
            }
        }

        private static boolean endsInOddBackslash(String line) {
            int start = line.length();
            while (start > 0 && line.charAt(start - 1) == '\\') {
                start--;
            }
            return (line.length() - start) % 2 == 1;
        }

        private void logicalLine() {
            String octets = withoutBlanks(logical.toString());
            logical.setLength(0);
            String line = decoded(octets);
            if (line == null) {
                fault("it holds octets that are not UTF-8 text", true);
            } else if (line.startsWith("[")) {
                header(line);
            } else if (!line.isEmpty()) {
                assignment(line);
            }
        }

        private static @Nullable String decoded(String octets) {
            byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean doubtful = text.indexOf('\uFFFD') >= 0; // the decoder puts it in the place of what is not UTF-8
            return doubtful && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8)) ? null : text;
        }

        private void header(String line) {
            section = "";
            if (line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
                headers.add(new Header(path, number, section));
            } else {
                fault("the section header \"" + line + "\" does not end with ]", true);
            }
        }

        private void assignment(String line) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                fault("\"" + line + "\" has no =", false);
            } else if (equals == 0) {
                fault("\"" + line + "\" has no key before the =", false);
            } else if (section.isEmpty()) {
                fault("\"" + line + "\" is in no section", false);
            } else {
                String key = withoutBlanks(line.substring(0, equals));
                assignments.add(new Assignment(path, number, section, key, withoutBlanks(line.substring(equals + 1))));
            }
        }

        private void fault(String text, boolean ends) {
            faults.add(new Fault(path, number, section, text, ends));
            ended = ends;
        }

        /** systemd drops the first byte order mark at the beginning of a line, whichever line that is. */
        private String withoutMark(String raw) {
            if (seenMark || !raw.startsWith(MARK)) {
                return raw;
            }
            seenMark = true;
            return raw.substring(MARK.length());
        }

        /** Cuts the blanks that systemd knows, and no others of Unicode. */
        private static String withoutBlanks(String text) {
            int start = 0;
            int end = text.length();
            while (start < end && BLANKS.indexOf(text.charAt(start)) >= 0) {
                start++;
            }
            while (end > start && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            return text.substring(start, end);
        }
    }
}
