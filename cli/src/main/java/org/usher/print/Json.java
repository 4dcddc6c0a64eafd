package org.usher.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;

/** How JSON is printed, in the words of systemctl's {@code --json=}. */
public enum Json {
    /** For people: indented. */
    PRETTY,
    /** For programs: one line. */
    SHORT,
    /** Not at all: a table. */
    OFF;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Prints {@code value}, whose records become objects, and a line break. Not for {@link #OFF}. */
    public void print(PrintStream out, Object value) {
        try {
            out.println(
                    this == PRETTY
                            ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value)
                            : MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("only records of texts and numbers are printed", impossible);
        }
    }
}
