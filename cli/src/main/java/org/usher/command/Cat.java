package org.usher.command;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.report.UnitReport;
import org.usher.report.UnitReport.ClaimReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a socket unit declares, line by line. */
@Command(
        name = "cat",
        description = {
            "Show what a socket unit declares to usher, line by line with its file: what counts, what a later line"
                    + " overrides or took back, and what became of each prefix.",
            "Exits with 1 if there is no such unit."
        })
public final class Cat implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final OfflineOptions offline = new OfflineOptions();

    @Parameters(
            paramLabel = "UNIT",
            description = "The name of a socket unit, as usherctl routes lists it; .socket may be left out.")
    private String unit = "";

    @Override
    public ExitCode run(Environment environment) throws IOException {
        String name = unit.replaceFirst("(\\.socket)?$", ".socket");
        UnitReport report = report(name, environment);
        if (report == null) {
            throw new IllegalArgumentException("there is no unit " + name);
        }
        output.print(environment.out(), report, out -> print(report, out));
        return ExitCode.OK;
    }

    private @Nullable UnitReport report(String name, Environment environment) throws IOException {
        Path directory = offline.directory();
        if (directory == null) {
            return environment.running().describe(name);
        }
        UnitPath units = UnitPath.directory(directory);
        return Offline.situation(units, offline.reservations(directory)).describe(units, name);
    }

    private void print(UnitReport report, PrintStream out) {
        out.println("# " + report.unit() + ": " + summary(report));
        Map<String, List<ClaimReport>> claims =
                report.claims().stream().collect(groupingBy(claim -> claim.file() + ":" + claim.line()));
        String file = "";
        for (UnitReport.Line line : report.lines()) {
            if (!line.file().equals(file)) {
                file = line.file();
                out.println("# " + file);
            }
            String mark = line.effect().equals("counts") ? "  " : " #";
            out.println(String.format("%5d", line.line()) + mark + line.key() + "=" + line.value() + note(line));
            for (ClaimReport claim : claims.getOrDefault(file + ":" + line.line(), List.of())) {
                out.println("       -> " + claim.prefix() + " " + claim.state()
                        + (claim.why() == null ? "" : ": " + claim.why()));
            }
        }
        if (!report.problems().isEmpty()) {
            out.println();
            new ProblemList(report.problems()).print(out, output, "");
        }
    }

    private static String summary(UnitReport report) {
        if (report.service() != null) {
            return report.state() + ", " + report.mode() + " by " + report.socket() + " to " + report.service();
        }
        return report.declares() ? "it claims no prefix" : "it has no [X-HTTP] section and claims nothing";
    }

    private static String note(UnitReport.Line line) {
        return switch (line.effect()) {
            case "overridden" -> "  (overridden by " + line.by() + ")";
            case "reset" -> "  (reset by " + line.by() + ")";
            case "resets" -> "  (resets the lines above)";
            case "unused" -> "  (not used)";
            default -> "";
        };
    }
}
