package org.usher.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for the remedy of every problem. */
public final class Fixes {
    private static final Pattern LINE_OF_A_FILE = Pattern.compile("\\[[^]]+]|[A-Z][A-Za-z]+=[\\t\\P{Cntrl}]*|g \\S+ -");
    private static final Pattern COMMAND =
            Pattern.compile("(systemctl|usherctl|chmod|chown|rm|cp|mv|sysctl|getent) .+", Pattern.DOTALL);
    /** What stands for a word that only the reader knows, or is said to him, and can therefore not be pasted. */
    private static final Pattern PROSE = Pattern.compile("\\b(HOST|NAME|UNIT|PATH|PREFIX|host|path)\\b|[()]");

    private Fixes() {}

    /** Each can be pasted as it is, line for line; where there is none the text ends with what to do. */
    public static void assertPasteable(List<Problem> problems) {
        assertWellFormed(problems);
        for (Problem problem : problems) {
            String fix = problem.fix();
            assertFalse(fix != null && PROSE.matcher(fix).find(), problem::toString);
        }
    }

    /**
     * The problems of {@code file} are these, each as {@code id SEVERITY line text -> fix}, and can be pasted; {@code ...}
     * stands for a text, where only the fix is of interest.
     */
    public static void assertReported(List<String> expected, List<Problem> problems, Path file) {
        List<String> seen = new ArrayList<>();
        for (Problem problem : problems) {
            seen.add(problem.id() + " " + problem.severity().name() + " " + problem.line() + " " + problem.text()
                    + " -> " + problem.fix());
            assertEquals(file.toString(), problem.file());
        }
        assertPasteable(problems);
        assertEquals(expected.size(), seen.size(), seen.toString());
        for (int i = 0; i < expected.size(); i++) {
            assertStartsLike(expected.get(i), seen.get(i));
        }
    }

    private static void assertStartsLike(String expected, String seen) {
        String comparable = seen;
        int gap = expected.indexOf("...");
        if (gap >= 0) {
            comparable = seen.substring(0, gap) + "..." + seen.substring(seen.indexOf(" -> "));
        }
        assertEquals(expected, comparable.substring(0, Math.min(expected.length(), comparable.length())));
    }

    /** Each is lines of a file or a command, whatever the units say from which their words come. */
    public static void assertWellFormed(List<Problem> problems) {
        problems.forEach(Fixes::assertWellFormed);
    }

    private static void assertWellFormed(Problem problem) {
        assertFalse(problem.text().isBlank(), problem::toString);
        String fix = problem.fix();
        if (fix == null || COMMAND.matcher(fix).matches()) {
            return;
        }
        for (String line : fix.split("\n", -1)) {
            assertTrue(LINE_OF_A_FILE.matcher(line).matches(), problem::toString);
        }
    }
}
