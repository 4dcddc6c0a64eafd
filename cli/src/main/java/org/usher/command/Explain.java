package org.usher.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.usher.client.Explanations;
import org.usher.offline.UnitPath;
import org.usher.print.Fields;
import org.usher.report.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains where requests go. */
@Command(
        name = "explain",
        description = {
            "Explain where a request goes, and why: which claims take part, which one wins, with file and line.",
            "Nothing is sent. In all of it \\xNN stands for the octet NN. Exits with 1 if a request would be refused.",
            "With - the requests are read, one a line: a URL, or three fields with tabs between them, the Host field"
                    + " ((none) for none), ADDRESS:PORT, and the target. The answers come in the same order; a line"
                    + " that is no request is answered with {\"line\",\"error\"}, and exits with 1 in the end."
        },
        mixinStandardHelpOptions = true)
public final class Explain implements Callable<Integer> {
    private static final String STDIN = "-";

    private final Environment environment;

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

    /** Makes the command; picocli fills in the options. */
    public Explain(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Request request = new Request(host, local, target);
        try (Explanations explanations = explanations()) {
            if (urls.equals(List.of(STDIN))) {
                InputLines lines = new InputLines(environment.in());
                return new Batch(request, explanations, output.json(), environment.out())
                        .run(lines)
                        .number();
            }
            if (urls.isEmpty() && target == null) {
                throw new UsageException("name a URL, or - to read them, or a --target");
            }
            ExitCode code = ExitCode.OK;
            for (String url : urls.isEmpty() ? List.of("/") : urls) {
                explanations.ask(request.about(url));
                Explanation explanation = explanations.take();
                print(target == null ? url : target, explanation);
                code = explanation.routed() ? code : ExitCode.FOUND;
            }
            return code.number();
        }
    }

    private Explanations explanations() throws IOException {
        Path directory = offline.directory();
        if (directory == null) {
            return environment.running().explanations();
        }
        return Explanations.of(Offline.questions(UnitPath.directory(directory), offline.reservations(directory)));
    }

    private void print(String about, Explanation explanation) {
        if (output.wantsJson()) {
            output.json().print(environment.out(), explanation);
        } else {
            environment.out().println(about);
            fields(explanation).print(environment.out());
        }
    }

    private static Fields fields(Explanation explanation) {
        Fields fields = new Fields();
        fields.add("Outcome", explanation.routed() ? "route" : explanation.status() + " " + explanation.outcome());
        add(fields, "Unit", explanation.unit());
        add(fields, "Service", explanation.service());
        add(fields, "Prefix", explanation.prefix());
        add(fields, "Category", explanation.category());
        add(fields, "State", explanation.state());
        List<String> why = new ArrayList<>();
        for (Explanation.Step step : explanation.why()) {
            why.add(step.text() + (step.file() == null ? "" : " [" + step.file() + ":" + step.line() + "]"));
        }
        return fields.add("Why", why);
    }

    private static void add(Fields fields, String name, @Nullable String value) {
        if (value != null) {
            fields.add(name, value);
        }
    }
}
