package org.usher.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.print.FieldList;
import org.usher.report.Explanation;
import org.usher.report.Question;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains where requests go. */
@Command(
        name = "explain",
        description = {
            "Explain where a request goes, and why: which claims take part, which one wins, with file and line.",
            "Nothing is sent. In hosts and targets, \\xNN stands for the octet NN. Exits with 1 if a request would be refused.",
            "With -, requests are read from standard input, one per line: a URL, or three fields with tabs between them:"
                    + " the Host field ((none) for none), ADDRESS:PORT, and the target. Answers come in the same order; for"
                    + " a line that is not a request, the answer is {\"line\",\"error\"}, and the exit code is 1."
        })
public final class Explain implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The Host field, exactly as it would be sent; (none) for a request without one"
                    + " (default: that of the URL).")
    private @Nullable String host;

    @Option(
            names = "--local",
            paramLabel = "ADDRESS:PORT",
            description = "The address and port of this machine that the client connects to (default: those of the URL;"
                    + " 127.0.0.1 for a name).")
    private @Nullable String local;

    @Option(
            names = "--target",
            paramLabel = "RAW",
            description = "The target of the request line, exactly as it would be sent (default: that of the URL).")
    private @Nullable String target;

    @Mixin
    private final OfflineOptions offline = new OfflineOptions();

    @Parameters(arity = "0..*", paramLabel = "URL", description = "http://HOST[:PORT]/PATH, or /PATH, or - alone.")
    private List<String> urls = new ArrayList<>();

    @Override
    public ExitCode run(Environment environment) throws IOException {
        QuestionReader questions = new QuestionReader(host, local, target);
        if (urls.equals(List.of("-"))) {
            return new Batch(questions, explaining(environment), output, environment.out())
                    .run(new InputLines(environment.in()));
        }
        if (urls.isEmpty() && target == null) {
            throw new IllegalArgumentException("name a URL, or a --target, or - to read requests from standard input");
        }
        Function<Question, Explanation> explaining = explaining(environment);
        ExitCode code = ExitCode.OK;
        for (String url : urls.isEmpty() ? List.of("/") : urls) {
            Explanation explanation = explaining.apply(questions.about(url));
            output.print(environment.out(), explanation, out -> {
                out.println(target == null ? url : target);
                fields(explanation).print(out);
            });
            code = explanation.routed() ? code : ExitCode.FOUND;
        }
        return code;
    }

    private Function<Question, Explanation> explaining(Environment environment) throws IOException {
        Path directory = offline.directory();
        return directory == null
                ? environment.running()::explain
                : Offline.questions(UnitPath.directory(directory), offline.reservations(directory));
    }

    private static FieldList fields(Explanation explanation) {
        Function<Explanation.Step, String> line =
                step -> step.text() + (step.file() == null ? "" : " [" + step.file() + ":" + step.line() + "]");
        return new FieldList()
                .add("Outcome", explanation.routed() ? "route" : explanation.status() + " " + explanation.outcome())
                .add("Unit", explanation.unit())
                .add("Service", explanation.service())
                .add("Prefix", explanation.prefix())
                .add("Category", explanation.category())
                .add("State", explanation.state())
                .add("Why", explanation.why().stream().map(line).toList());
    }
}
