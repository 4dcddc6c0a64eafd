package org.usher.unit;

import java.nio.file.Path;
import org.usher.problem.Fix;
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
    /** Whether a package owns a unit file, be it installed or in the tree of the package. */
    public static boolean isPackaged(Path file) {
        return file.toString().contains("/lib/systemd/system/");
    }

    /** The line with another value, to stand in the place of this one; of one that is a package's, in a drop-in. */
    public String replaced(String other) {
        String line = key + "=" + other;
        return isPackaged(file) ? Fix.lines("[" + section + "]", line) : line;
    }

    /** The value, after the place where it stands. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + value;
    }
}
