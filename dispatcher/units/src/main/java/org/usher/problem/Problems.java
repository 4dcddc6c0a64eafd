package org.usher.problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem.Severity;

/**
 * What one reading has found wrong so far, in the order found: of one unit, or of files that belong to none. A problem
 * is told in one chain: {@code problems.error("bad-prefix").at(line).says("…").fix("…")}.
 */
public final class Problems {
    /** How many are kept of one unit: the next ones come to light when these are mended. */
    private static final int OF_UNIT_MAX = 100;

    private final @Nullable String unit;
    private final List<Draft> drafts = new ArrayList<>();

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
        Path file();

        /** Number of the line in the file, from 1. */
        int line();
    }

    public Draft error(String id) {
        return add(id, Severity.ERROR);
    }

    public Draft warning(String id) {
        return add(id, Severity.WARNING);
    }

    public Draft note(String id) {
        return add(id, Severity.NOTE);
    }

    private Draft add(String id, Severity severity) {
        Draft draft = new Draft(id, severity);
        drafts.add(draft);
        return draft;
    }

    /** The problems found. If a unit has too many, the last one listed says so. */
    public List<Problem> found() {
        List<Problem> found = new ArrayList<>();
        for (Draft draft : drafts) {
            if (unit != null && found.size() == OF_UNIT_MAX - 1) {
                draft = new Draft("too-many-problems", draft.severity)
                        .at(draft.file, draft.line)
                        .says(unit + " has more than " + found.size()
                                + " problems; from here on they are not listed: correct those above first");
                found.add(draft.problem());
                break;
            }
            found.add(draft.problem());
        }
        return List.copyOf(found);
    }

    /** A problem that is being told: it counts from the first word on, and the rest of the chain completes it. */
    public final class Draft {
        private final String id;
        private final Severity severity;
        private @Nullable Path file;
        private int line;
        private String text = "";
        private @Nullable String fix;

        private Draft(String id, Severity severity) {
            this.id = id;
            this.severity = severity;
        }

        public Draft at(Place place) {
            return at(place.file(), place.line());
        }

        /** Places it in a file, at a line or, where that is 0, as a whole. */
        public Draft at(@Nullable Path file, int line) {
            this.file = file;
            this.line = line;
            return this;
        }

        /** Says what is wrong, in one sentence ({@link Problem#text}). */
        public Draft says(String text) {
            this.text = text;
            return this;
        }

        /** Says what mends it, ready to be pasted ({@link Problem#fix}); null if nobody can know. */
        public Draft fix(@Nullable String fix) {
            this.fix = fix;
            return this;
        }

        private Problem problem() {
            return new Problem(id, severity, unit, file, line, text, fix);
        }
    }
}
