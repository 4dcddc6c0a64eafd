package org.usher.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.usher.report.Explanation;
import org.usher.report.Question;
import org.usher.report.RawText;

/**
 * Many questions, one a line, each answered before the next line is read. A line that is not a question is answered with
 * what is wrong with it, and the rest goes on.
 *
 * @param questions reads the lines that are URLs
 */
record Batch(
        QuestionReader questions, Function<Question, Explanation> explaining, OutputOptions output, PrintStream out) {
    /** What stands in the place of an explanation; printed as JSON. */
    record BadLine(int line, String error) {}

    /** Answers every line. */
    ExitCode run(InputLines lines) throws IOException {
        boolean allRouted = true;
        int number = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            allRouted &= answer(++number, line);
        }
        return allRouted ? ExitCode.OK : ExitCode.FOUND;
    }

    /** Returns whether an app gets the request. */
    private boolean answer(int number, byte[] line) {
        try {
            List<String> fields = fields(line);
            Explanation explanation = explaining.apply(question(fields));
            print(explanation, String.join("\t", fields) + ": " + summary(explanation));
            return explanation.routed();
        } catch (IllegalArgumentException | IllegalStateException unfit) {
            String error = String.valueOf(unfit.getMessage());
            print(new BadLine(number, error), "line " + number + ": " + error);
            return false;
        }
    }

    /** The fields of a line, all but printable ASCII escaped. */
    private static List<String> fields(byte[] line) {
        if (line.length > InputLines.LENGTH_MAX) {
            throw new IllegalArgumentException("the line is longer than " + InputLines.LENGTH_MAX + " octets");
        }
        return Stream.of(new String(line, ISO_8859_1).split("\t", -1))
                .map(field -> RawText.of(field.getBytes(ISO_8859_1), 0, field.length()))
                .toList();
    }

    private Question question(List<String> fields) {
        return switch (fields.size()) {
            case 1 -> questions.about(fields.get(0));
            case 3 -> QuestionReader.of("http", fields.get(0), fields.get(1), fields.get(2));
            default ->
                throw new IllegalArgumentException("the line has " + fields.size()
                        + " fields: write a URL, or host, address:port and target with tabs between them");
        };
    }

    private static String summary(Explanation explanation) {
        return explanation.routed()
                ? "route to " + explanation.unit() + " by " + explanation.prefix()
                : explanation.status() + " " + explanation.outcome();
    }

    private void print(Object answer, String text) {
        output.print(out, answer, any -> any.println(text));
    }
}
