package org.usher.command;

import org.usher.print.Json;
import picocli.CommandLine.Option;

/** The options that every command with output has, spelled as systemctl(1) spells them. */
final class OutputOptions {
    @Option(
            names = "--json",
            paramLabel = "MODE",
            description = "Print JSON: pretty (for people), short (one line, for programs) or off (default).")
    private Json json = Json.OFF;

    @Option(names = "--no-legend", description = "Leave out the headers and the number of rows.")
    private boolean noLegend;

    @Option(names = "--no-pager", description = "Do nothing: output never goes to a pager. For habits from systemctl.")
    private boolean noPager;

    Json json() {
        return json;
    }

    boolean wantsJson() {
        return json != Json.OFF;
    }

    boolean legend() {
        return !noLegend;
    }

    @Override
    public String toString() {
        return "json=" + json + " legend=" + legend() + " noPager=" + noPager;
    }
}
