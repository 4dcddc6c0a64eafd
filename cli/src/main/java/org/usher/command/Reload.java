package org.usher.command;

import java.util.function.Supplier;
import org.usher.client.UnreachableException;
import picocli.CommandLine.Command;

/** Has the dispatcher read the units again, which is what {@code systemctl reload usher} runs. */
@Command(
        name = "reload",
        description = {
            "Read all units again, and return when what they declare is in force. For root.",
            "Not needed after systemctl daemon-reload, start or stop: the dispatcher notices these by itself."
        })
public final class Reload implements Subcommand {
    @Override
    public ExitCode run(Environment environment) {
        environment.running().reload();
        return ExitCode.OK;
    }

    /** Has the dispatcher read what was written, if one runs, and prints the sentence on what is in force then. */
    static ExitCode bringIntoForce(Environment environment, Supplier<String> sentence) {
        try {
            environment.running().reload();
            environment.out().println("In force: " + sentence.get());
        } catch (UnreachableException none) {
            String where = "No dispatcher answers at " + environment.running().socket();
            environment.out().println(where + ": it takes effect at the next start.");
        } catch (IllegalStateException notRead) {
            String why = notRead.getMessage() + "; try: systemctl reload usher";
            environment.err().println("It is written but not in force yet: " + why);
            return ExitCode.UNREACHABLE;
        }
        return ExitCode.OK;
    }
}
