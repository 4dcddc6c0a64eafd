package org.usher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what is wrong with what the units declare, as the dispatcher sees it. */
@Command(
        name = "problems",
        description = {
            "List what is wrong with what the units declare, each with file, line and remedy.",
            "Exits with 1 if there is a warning or an error."
        })
public final class ListProblems implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public ExitCode run(Environment environment) {
        ProblemList problems = new ProblemList(environment.running().problems());
        problems.print(environment.out(), output, "");
        return problems.exitCode();
    }
}
