package org.usher.problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem.Severity;
import org.usher.route.Claim;

/**
 * What one reading has found wrong so far, in the order found: of one unit, or of files that belong to none.
 *
 * <p>Each problem is told with its id, the place where it stands if it stands in a file, one sentence that says what is
 * wrong ({@link Problem#text}), and what mends it, ready to be pasted ({@link Problem#fix}) where anybody can know.
 */
public final class Problems {
    /** How many are kept of one unit: the next ones come to light when these are mended. */
    private static final int OF_UNIT_MAX = 100;

    private final @Nullable String unit;
    private final List<Problem> found = new ArrayList<>();

    /** Problems of files that belong to no unit. */
    public Problems() {
        this.unit = null;
    }

    /** Problems of one unit. */
    public Problems(String unit) {
        this.unit = unit;
    }

    /** Where a problem can stand. */
    public interface Place {
        /** The file that holds it. */
        Path file();

        /** Number of the line in the file, from 1; 0 where the whole file is meant. */
        int line();

        /** The unit whose problem it is there, if it is not that of all others. */
        default @Nullable String unit() {
            return null;
        }

        /** A line of a file, or with 0 the whole of it. */
        static Place of(Path file, int line) {
            return new Line(file, line, null);
        }

        /** The line of a claim, as a problem of the unit that claims. */
        static Place of(Claim claim) {
            return new Line(claim.file(), claim.line(), claim.app().unit());
        }
    }

    private record Line(Path file, int line, @Nullable String unit) implements Place {}

    /** Adds an error. */
    public void error(String id, @Nullable Place place, String text, @Nullable String fix) {
        add(Severity.ERROR, id, place, text, fix);
    }

    /** Adds a warning. */
    public void warning(String id, @Nullable Place place, String text, @Nullable String fix) {
        add(Severity.WARNING, id, place, text, fix);
    }

    /** Adds a note. */
    public void note(String id, @Nullable Place place, String text, @Nullable String fix) {
        add(Severity.NOTE, id, place, text, fix);
    }

    /** Adds a problem; of those beyond the maximum the first is told to be one too many, and the rest are dropped. */
    public void add(Severity severity, String id, @Nullable Place place, String text, @Nullable String fix) {
        String file = place == null ? null : place.file().toString();
        int line = place == null ? 0 : place.line();
        String concerned = place == null || place.unit() == null ? unit : place.unit();
        if (unit == null || found.size() < OF_UNIT_MAX - 1) {
            found.add(new Problem(id, severity, concerned, file, line, text, fix));
        } else if (found.size() < OF_UNIT_MAX) {
            String more = unit + " has more than " + found.size()
                    + " problems; from here on they are not listed: correct those above first";
            found.add(new Problem("too-many-problems", severity, unit, file, line, more, null));
        }
    }

    /** The problems found. If a unit has too many, the last one listed says so. */
    public List<Problem> found() {
        return List.copyOf(found);
    }
}
