package org.usher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.client.UnreachableException;
import org.usher.conformance.Conformance;
import org.usher.conformance.Finding;
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
                    + " longer than 5 s. Meant for testing apps. Exits with 1 if a rule is broken."
        })
public final class Probe implements Subcommand {
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
        List<Finding> findings = findings();
        long failed = findings.stream().filter(Finding::failed).count();
        output.print(environment.out(), findings, out -> {
            findings.forEach(finding -> print(finding, out));
            out.print(output.legend() ? "\n" + failed + " of " + findings.size() + " probes failed.\n" : "");
        });
        return failed == 0 ? ExitCode.OK : ExitCode.FOUND;
    }

    private List<Finding> findings() {
        try {
            Conformance app = Conformance.of(read(url));
            app = other == null ? app : app.beside(read(other));
            return (unit == null ? app : app.restartedBy(this::restart)).run();
        } catch (IOException unreachable) {
            throw new UnreachableException(unreachable.getMessage() + ": start usher, or name its port", unreachable);
        }
    }

    private static URI read(String url) {
        return URI.create(url.startsWith("/") ? "http://localhost" + url : url);
    }

    private void restart() {
        ProcessBuilder systemctl = new ProcessBuilder("systemctl", "restart", "--no-block", "--", unit);
        try {
            if (systemctl.inheritIO().start().onExit().join().exitValue() == 0) {
                return;
            }
        } catch (IOException ignored) { // said below
        }
        throw new IllegalArgumentException("systemctl does not restart " + unit);
    }

    private static void print(Finding finding, PrintStream out) {
        String outcome = finding.failed() ? "FAILED" : finding.outcome().name().toLowerCase(Locale.ROOT);
        out.println(String.format("%-8s%s", outcome, finding));
        if (finding.failed()) {
            out.println("    " + finding.rule() + ". " + finding.text());
        }
    }
}
