package org.usher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.client.UnreachableException;
import org.usher.probe.Finding;
import org.usher.probe.Probes;
import org.usher.report.Question;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds out by requests whether an app keeps the rules of the handoff protocol. */
@Command(
        name = "probe",
        description = {
            "Send requests to an app through a running usher, and name each rule of PROTOCOL.md that it breaks.",
            "GET, HEAD and POST requests go to the URL and to a second URL that is not the app's; no connection lasts"
                    + " longer than 5 s. For apps under test. Exits with 1 if a rule is broken."
        })
public final class Probe implements Subcommand {
    private static final long CONNECTION_MILLIS_MAX = 5_000;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--other",
            paramLabel = "URL",
            description = "A URL of another app on the same host and port (default: a path that no app claims).")
    private @Nullable String other;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description = "Also have systemctl restart this service during a request (up to 30 s). For root.")
    private @Nullable String unit;

    @Parameters(paramLabel = "URL", description = "http://HOST[:PORT]/PATH, or /PATH on this machine.")
    private String url = "";

    @Override
    public ExitCode run(Environment environment) {
        List<Finding> findings = findings(question(url), other == null ? null : question(other));
        long failed = findings.stream().filter(Finding::failed).count();
        if (output.wantsJson()) {
            output.json().print(environment.out(), findings);
        } else {
            findings.forEach(finding -> print(finding, environment.out()));
            environment
                    .out()
                    .print(output.legend() ? "\n" + failed + " of " + findings.size() + " probes failed.\n" : "");
        }
        return failed == 0 ? ExitCode.OK : ExitCode.FOUND;
    }

    private static Question question(String url) {
        Question question = new QuestionReader(null, null, null).about(url);
        if (!question.scheme().equals("http")) {
            throw new UsageException(url + " does not begin with http://: probes are sent over plain HTTP");
        }
        return question;
    }

    private List<Finding> findings(Question app, @Nullable Question second) {
        if (second != null && !(second.port() == app.port() && Objects.equals(second.host(), app.host()))) {
            throw new UsageException(other + " is not on the host and port of " + url);
        }
        try {
            return new Probes(app, CONNECTION_MILLIS_MAX)
                    .run(second == null ? null : second.target(), unit == null ? null : this::restart);
        } catch (IllegalArgumentException unfit) {
            throw new UsageException(String.valueOf(unfit.getMessage()));
        } catch (IOException unreachable) {
            String sentence = app.address() + " port " + app.port() + ": " + unreachable.getMessage();
            throw new UnreachableException(sentence, unreachable);
        }
    }

    private void restart() {
        ProcessBuilder systemctl = new ProcessBuilder("systemctl", "restart", "--no-block", "--", unit);
        try {
            if (systemctl.inheritIO().start().onExit().join().exitValue() == 0) {
                return;
            }
        } catch (IOException ignored) { // said below
        }
        throw new UsageException("systemctl does not restart " + unit);
    }

    private static void print(Finding finding, PrintStream out) {
        String what = ": sent: " + finding.sent() + "; expected: " + finding.expected() + "; came: " + finding.came();
        out.println(String.format("%-8s%s%s [rule %d]", finding.outcome(), finding.probe(), what, finding.rule()));
        if (finding.failed()) {
            out.println("    " + finding.rule() + ". " + finding.text());
        }
    }
}
