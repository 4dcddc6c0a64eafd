package org.usher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what is wrong with what the units declare, as the dispatcher sees it. */
@Command(
        name = "problems",
        description = {
            "List what is wrong with what the units declare, each with file, line and remedy.",
            "Exits with 1 if there is a warning or an error."
        })
public final class ListProblems implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /** Makes the command; picocli fills in the options. */
    public ListProblems(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ProblemList problems = new ProblemList(environment.running().problems());
        problems.print(environment.out(), output);
        return problems.exitCode().number();
    }
}
