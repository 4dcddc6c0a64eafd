package org.usher.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.usher.control.ProblemReport;
import org.usher.machine.LocalMachine;
import org.usher.review.QueueLength;
import org.usher.unit.SystemUnitPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Finds mistakes in unit files. */
@Command(
        name = "check",
        description = {
            "Find mistakes in unit files, each with file, line and remedy. Needs no dispatcher and no systemd, so it"
                    + " works while a package is built.",
            "Exits with 1 if there is a warning or an error."
        },
        mixinStandardHelpOptions = true)
public final class Check implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "A directory of unit files, a .socket file, a drop-in of one, or the name of an installed"
                    + " socket unit (default: all that are installed).")
    private List<String> paths = new ArrayList<>();

    /** Makes the command; picocli fills in the options. */
    public Check(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        ChosenUnits units = new ChosenUnits(SystemUnitPath.of(environment.variables()));
        if (paths.isEmpty()) {
            units.addSystem();
        }
        for (String path : paths) {
            units.add(path);
        }
        List<ProblemReport> found = new ArrayList<>(Offline.situation(units).problemReports());
        if (paths.isEmpty()) {
            QueueLength.problems(new LocalMachine()).forEach(problem -> found.add(ProblemReport.of(problem)));
        }
        ProblemList problems = new ProblemList(found);
        problems.print(environment.out(), output);
        return problems.exitCode().number();
    }
}
