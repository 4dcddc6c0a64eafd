package org.usher.follow;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.usher.journal.Journal;
import org.usher.problem.Problem;

/**
 * The problems that the journal has: each is logged when it appears, and not again while it lasts. Thousands of units may
 * share a habit that is worth a note: ten notes of a kind are logged, and how many more there are.
 */
final class ProblemLog {
    /** How many new notes with one id are logged one by one. */
    static final int NOTES_MAX = 10;

    private final Journal journal;
    private Set<Problem> logged = Set.of();

    ProblemLog(Journal journal) {
        this.journal = journal;
    }

    /** Logs those of {@code problems}, which are all that there are now, that are new. */
    void log(List<Problem> problems) {
        Map<String, Integer> notes = new TreeMap<>();
        for (Problem problem : problems) {
            boolean isNote = problem.severity() == Problem.Severity.NOTE;
            if (!logged.contains(problem) && (!isNote || notes.merge(problem.id(), 1, Integer::sum) <= NOTES_MAX)) {
                journal.found(problem);
            }
        }
        notes.forEach((id, count) -> {
            if (count > NOTES_MAX) {
                journal.foundMore(id, count - NOTES_MAX);
            }
        });
        areKnown(problems);
    }

    /** Notes that {@code problems} are known already. */
    void areKnown(List<Problem> problems) {
        logged = new HashSet<>(problems);
    }
}
