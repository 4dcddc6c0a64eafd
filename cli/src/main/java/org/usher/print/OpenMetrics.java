package org.usher.print;

import java.io.PrintStream;

/**
 * Numbers as text for Prometheus and its relatives (OpenMetrics 1.0.0): families of samples, each sample told from the
 * others of its family by its labels, and a last line that says that nothing is missing.
 */
public final class OpenMetrics {
    private final PrintStream out;
    private String family = "";

    /** Begins a text on {@code out}; it is whole only when {@link #end} was called. */
    public OpenMetrics(PrintStream out) {
        this.out = out;
    }

    /** Begins a family of numbers that only grow; their samples end in {@code _total}. */
    public OpenMetrics counter(String name, String help) {
        return family(name, "counter", help, name + "_total");
    }

    /** Begins a family of numbers that come and go. */
    public OpenMetrics gauge(String name, String help) {
        return family(name, "gauge", help, name);
    }

    /** Begins a family whose one sample says something by its labels, such as a version; it ends in {@code _info}. */
    public OpenMetrics info(String name, String help) {
        return family(name, "info", help, name + "_info");
    }

    /** Adds a sample to the family that was begun last: its value, then names and values of its labels by turns. */
    public OpenMetrics sample(String value, String... labels) {
        StringBuilder line = new StringBuilder(family);
        for (int i = 0; i < labels.length; i += 2) {
            line.append(i == 0 ? '{' : ',')
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        print(line.append(labels.length == 0 ? " " : "} ").append(value).toString());
        return this;
    }

    /** Adds a sample that is a whole number. */
    public OpenMetrics sample(long value, String... labels) {
        return sample(Long.toString(value), labels);
    }

    /** Ends the text. */
    public void end() {
        print("# EOF");
    }

    private OpenMetrics family(String name, String type, String help, String samples) {
        family = samples;
        print("# TYPE " + name + " " + type);
        print("# HELP " + name + " " + escaped(help));
        return this;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** The line ends as the format asks on every system that systemd runs on. */
    private void print(String line) {
        out.println(line);
    }
}
