package org.usher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.client.Explanations;
import org.usher.print.Json;
import org.usher.report.Explanation;
import org.usher.report.RawText;

/**
 * Many questions, a line each, and an answer to each in the same order. A line that is not a question is answered with
 * what is wrong with it, and the rest goes on.
 */
final class Batch {
    private static final int FIELDS = 3;

    private final Request request;
    private final Explanations explanations;
    private final Json json;
    private final PrintStream out;
    private final Deque<Line> unanswered = new ArrayDeque<>();
    private boolean allRouted = true;

    /** @param request what URLs among the lines are made requests by */
    Batch(Request request, Explanations explanations, Json json, PrintStream out) {
        this.request = request;
        this.explanations = explanations;
        this.json = json;
        this.out = out;
    }

    /** A line that has no answer yet; with what is wrong with it, it was never asked. */
    private record Line(int number, String text, @Nullable String error) {}

    /** What stands in the place of an explanation; printed as JSON. */
    record BadLine(int line, String error) {}

    /** Answers every line. */
    ExitCode run(InputLines lines) throws IOException {
        int number = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            ask(++number, line);
            while (!unanswered.isEmpty() && (explanations.isFull() || !lines.isReady())) {
                answer();
            }
        }
        while (!unanswered.isEmpty()) {
            answer();
        }
        return allRouted ? ExitCode.OK : ExitCode.FOUND;
    }

    private void ask(int number, byte[] octets) {
        List<String> fields = fields(octets);
        String text = String.join("\t", fields);
        try {
            if (octets.length > InputLines.LENGTH_MAX) {
                throw new UsageException("the line is longer than " + InputLines.LENGTH_MAX + " octets");
            }
            explanations.ask(
                    switch (fields.size()) {
                        case 1 -> request.about(text);
                        case FIELDS -> Request.of(fields.get(0), fields.get(1), fields.get(2));
                        default ->
                            throw new UsageException("the line has " + fields.size()
                                    + " fields: write a URL, or host, address:port and target with tabs between them");
                    });
            unanswered.add(new Line(number, text, null));
        } catch (UsageException | IllegalStateException unfit) {
            unanswered.add(new Line(number, text, String.valueOf(unfit.getMessage())));
        }
    }

    /** The fields of a line, all but printable ASCII escaped. */
    private static List<String> fields(byte[] line) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= line.length; at++) {
            if (at == line.length || line[at] == '\t') {
                fields.add(RawText.of(line, from, at));
                from = at + 1;
            }
        }
        return fields;
    }

    private void answer() {
        Line line = unanswered.remove();
        String error = line.error();
        if (error != null) {
            report(line, error);
            return;
        }
        try {
            print(line, explanations.take());
        } catch (IllegalStateException unanswerable) {
            report(line, String.valueOf(unanswerable.getMessage()));
        }
    }

    private void print(Line line, Explanation explanation) {
        allRouted &= explanation.routed();
        if (json != Json.OFF) {
            json.print(out, explanation);
        } else {
            out.println(line.text() + ": " + summary(explanation));
        }
    }

    private static String summary(Explanation explanation) {
        return explanation.routed()
                ? "route to " + explanation.unit() + " by " + explanation.prefix()
                : explanation.status() + " " + explanation.outcome();
    }

    private void report(Line line, String error) {
        allRouted = false;
        if (json != Json.OFF) {
            json.print(out, new BadLine(line.number(), error));
        } else {
            out.println("line " + line.number() + ": " + error);
        }
    }
}
