package org.usher.problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one reading of unit files has found wrong so far, in the order found. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        found.add(problem);
    }

    public void error(String id, @Nullable String unit, @Nullable Path file, int line, String text, String fix) {
        add(new Problem(id, Problem.Severity.ERROR, unit, file, line, text, fix));
    }

    public void warning(String id, @Nullable String unit, @Nullable Path file, int line, String text, String fix) {
        add(new Problem(id, Problem.Severity.WARNING, unit, file, line, text, fix));
    }

    public void note(String id, @Nullable String unit, @Nullable Path file, int line, String text, String fix) {
        add(new Problem(id, Problem.Severity.NOTE, unit, file, line, text, fix));
    }

    public List<Problem> found() {
        return List.copyOf(found);
    }
}
