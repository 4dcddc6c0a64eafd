package org.usher.command;

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
}
