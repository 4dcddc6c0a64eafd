package org.usher.command;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.usher.print.JsonMode;
import org.usher.print.Table;
import picocli.CommandLine.Option;

/** The options that every command with output has, spelled as systemctl(1) spells them. */
final class OutputOptions {
    @Option(
            names = "--json",
            paramLabel = "MODE",
            description = "Print JSON: pretty (for people), short (one line, for programs) or off (default).")
    private JsonMode json = JsonMode.OFF;

    @Option(names = "--no-legend", description = "Leave out the headers and the number of rows.")
    private boolean noLegend;

    @SuppressWarnings("UnusedVariable")
    @Option(names = "--no-pager", description = "Do nothing: output never goes to a pager. For users of systemctl.")
    private boolean noPager;

    boolean legend() {
        return !noLegend;
    }

    /** Prints {@code value} as JSON, or as {@code text} prints it. */
    void print(PrintStream out, Object value, Consumer<PrintStream> text) {
        if (json == JsonMode.OFF) {
            text.accept(out);
        } else {
            json.print(out, value);
        }
    }

    /**
     * Prints rows as JSON or as a table.
     *
     * @param counted what a row is, in the plural
     */
    void print(PrintStream out, List<?> rows, Table table, String counted) {
        print(out, rows, text -> table.print(text, legend(), counted + " listed."));
    }
}
