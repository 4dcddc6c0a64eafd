package org.usher.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.usher.journal.Journal;
import org.usher.problem.Problem;

/**
 * What the journal is told of problems: of each when it appears, and not again while it lasts. One habit of those who
 * write units may be a note in thousands of them: it is told of a few, and how many there are.
 */
final class ProblemNews {
    /** How many notes with one id are told at once. */
    static final int NOTES_MAX = 10;

    private final Journal journal;
    private Set<Problem> told = Set.of();

    ProblemNews(Journal journal) {
        this.journal = journal;
    }

    /** Takes all problems that there are now, and tells those that are new. */
    void tell(List<Problem> problems) {
        Set<Problem> before = told;
        told = new HashSet<>(problems);
        Map<String, Integer> notes = new TreeMap<>();
        for (Problem problem : problems) {
            boolean isNew = !before.contains(problem);
            if (isNew
                    && (problem.severity() != Problem.Severity.NOTE
                            || notes.merge(problem.id(), 1, Integer::sum) <= NOTES_MAX)) {
                journal.found(problem);
            }
        }
        notes.forEach((id, count) -> {
            if (count > NOTES_MAX) {
                journal.foundMore(id, count - NOTES_MAX);
            }
        });
    }

    /** Takes problems that somebody else has told. */
    void areTold(List<Problem> problems) {
        told = new HashSet<>(problems);
    }
}
