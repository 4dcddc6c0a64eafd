package org.usher.command;

import java.io.PrintStream;
import java.util.List;
import org.usher.problem.Problem;

/** Problems as they are printed: place, severity and sentence on a line as compilers do it, the remedy below. */
record ProblemList(List<Problem> problems) {
    /**
     * Prints the problems in the form that was asked for, and how many there are.
     *
     * @param read what was read, in front of their number; empty for the number alone
     */
    void print(PrintStream out, OutputOptions output, String read) {
        output.print(out, problems, text -> {
            print(text);
            if (output.legend()) {
                text.print(problems.isEmpty() ? "" : "\n");
                text.println(read + summary(read.isEmpty()));
            }
        });
    }

    /** Prints the problems and nothing else. */
    void print(PrintStream out) {
        for (Problem problem : problems) {
            out.println(place(problem) + problem.severity() + ": " + problem.text() + " [" + problem.id() + "]");
            String fix = problem.fix();
            if (fix != null) {
                fix.lines().forEach(line -> out.println("    " + line));
            }
        }
    }

    /** Nothing, "unit: ", "file: " or "file:line: ": as exactly as it is known. */
    private static String place(Problem problem) {
        if (problem.file() == null) {
            return problem.unit() == null ? "" : problem.unit() + ": ";
        }
        return problem.line() == 0 ? problem.file() + ": " : problem.file() + ":" + problem.line() + ": ";
    }

    /** How many there are: notes are no problems. */
    private String summary(boolean isSentence) {
        long notes = problems.stream().filter(ProblemList::isNote).count();
        long mistakes = problems.size() - notes;
        String none = isSentence ? "No problems" : "no problems";
        return (mistakes == 0 ? none : count(mistakes, "problem")) + (notes == 0 ? "" : ", " + count(notes, "note"))
                + ".";
    }

    /** A number and what it counts. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : noun.endsWith("x") ? "es" : "s");
    }

    /** Whether one of them is a warning or an error. */
    ExitCode exitCode() {
        return problems.stream().allMatch(ProblemList::isNote) ? ExitCode.OK : ExitCode.FOUND;
    }

    private static boolean isNote(Problem problem) {
        return problem.severity() == Problem.Severity.NOTE;
    }
}
