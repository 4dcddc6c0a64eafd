package org.usher.problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one reading of unit files has found wrong so far, in the order found. */
public final class Problems {
    /** How many are kept of one unit: whoever has mended these reads the next ones. */
    private static final int OF_UNIT_MAX = 100;

    private final List<Problem> found = new ArrayList<>();
    private final Map<String, Integer> ofUnits = new HashMap<>();

    /** Keeps a problem, unless the unit has too many: then the last one kept says so. */
    public void add(Problem problem) {
        int ofUnit = problem.unit() == null ? 0 : ofUnits.merge(problem.unit(), 1, Integer::sum);
        if (ofUnit < OF_UNIT_MAX) {
            found.add(problem);
        } else if (ofUnit == OF_UNIT_MAX) {
            found.add(new Problem(
                    "too-many-problems",
                    problem.severity(),
                    problem.unit(),
                    problem.file(),
                    problem.line(),
                    problem.unit() + " has more than " + (OF_UNIT_MAX - 1)
                            + " problems; from here on they are not listed: correct those above first",
                    null));
        }
    }

    public void error(
            String id, @Nullable String unit, @Nullable Path file, int line, String text, @Nullable String fix) {
        add(new Problem(id, Problem.Severity.ERROR, unit, file, line, text, fix));
    }

    public void warning(
            String id, @Nullable String unit, @Nullable Path file, int line, String text, @Nullable String fix) {
        add(new Problem(id, Problem.Severity.WARNING, unit, file, line, text, fix));
    }

    public void note(
            String id, @Nullable String unit, @Nullable Path file, int line, String text, @Nullable String fix) {
        add(new Problem(id, Problem.Severity.NOTE, unit, file, line, text, fix));
    }

    public List<Problem> found() {
        return List.copyOf(found);
    }
}
