package org.usher.unit;

import java.nio.file.Path;
import org.usher.problem.Problems;

/**
 * One {@code Key=value} of a unit file, its continuation lines joined and the blanks around both sides cut.
 *
 * @param file the unit file or drop-in that holds it
 * @param line number of the line on which the key stands, from 1
 * @param section name of the section, without brackets
 * @param key what stands before the first {@code =}, never empty
 * @param value what stands after it; empty means "back to the default" (systemd.syntax(7))
 */
public record Assignment(Path file, int line, String section, String key, String value) implements Problems.Place {
    /** The value, after the place where it stands. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + value;
    }
}
