package org.usher.print;

import java.io.PrintStream;

/**
 * Numbers as text for Prometheus, in the format that all its relatives read (text format 0.0.4, that of node_exporter's
 * textfile collector): families of samples, each sample told from the others of its family by its labels.
 */
public final class PrometheusText {
    private final PrintStream out;
    private String family = "";

    /** Begins a text on {@code out}. */
    public PrometheusText(PrintStream out) {
        this.out = out;
    }

    /** Begins a family of numbers that only grow; their name ends in {@code _total}. */
    public PrometheusText counter(String name, String help) {
        return family(name, "counter", help);
    }

    /** Begins a family of numbers that come and go, or of a 1 that says something by its labels. */
    public PrometheusText gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    /** Adds a sample to the family that was begun last: its value, then names and values of its labels by turns. */
    public PrometheusText sample(String value, String... labels) {
        StringBuilder line = new StringBuilder(family);
        for (int i = 0; i < labels.length; i += 2) {
            line.append(i == 0 ? '{' : ',')
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        out.println(line.append(labels.length == 0 ? " " : "} ").append(value).toString());
        return this;
    }

    /** Adds a sample that is a whole number. */
    public PrometheusText sample(long value, String... labels) {
        return sample(Long.toString(value), labels);
    }

    private PrometheusText family(String name, String type, String help) {
        family = name;
        out.println("# HELP " + name + " " + help.replace("\\", "\\\\").replace("\n", "\\n"));
        out.println("# TYPE " + name + " " + type);
        return this;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
