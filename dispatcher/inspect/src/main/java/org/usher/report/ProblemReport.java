package org.usher.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem;

/**
 * A problem as it is shown: all of it in words.
 *
 * @param id stable word for programs, such as {@code bad-prefix}
 * @param severity {@code note}, {@code warning} or {@code error}
 * @param unit the unit concerned, if it is one unit's
 * @param file the file that holds the mistake, if it stands in a file
 * @param line number of the line in the file, from 1; 0 where the whole file is meant
 * @param text one sentence that says what is wrong, and without a fix what to do
 * @param fix lines of the file or a command that mend it, ready to be pasted, if there are any
 */
public record ProblemReport(
        String id,
        String severity,
        @Nullable String unit,
        @Nullable String file,
        int line,
        String text,
        @Nullable String fix) {

    /** Puts a problem into words. */
    public static ProblemReport of(Problem problem) {
        return new ProblemReport(
                problem.id(),
                problem.severity().name().toLowerCase(Locale.ROOT),
                problem.unit(),
                problem.file() == null ? null : problem.file().toString(),
                problem.line(),
                problem.text(),
                problem.fix());
    }
}
