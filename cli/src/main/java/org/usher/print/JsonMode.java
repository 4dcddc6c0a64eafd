package org.usher.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.usher.text.Printable;

/** How JSON is printed, in the words of systemctl's {@code --json=}. */
public enum JsonMode {
    /** For people: indented. */
    PRETTY,
    /** For programs: one line. */
    SHORT,
    /** Not at all: a table. */
    OFF;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** The control characters that JSON allows in texts as they are. */
    private static final Pattern DELETE_AND_C1 = Pattern.compile("[\\x7f-\\x9f]");

    /** Prints {@code value}, whose records become objects, and a line break. Not for {@link #OFF}. */
    public void print(PrintStream out, Object value) {
        try {
            String text = this == PRETTY
                    ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value)
                    : MAPPER.writeValueAsString(value);
            out.print(Printable.escaped(text, DELETE_AND_C1, "\\u%04x") + "\n");
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("only records of texts and numbers are printed", impossible);
        }
    }
}
