package org.usher.tests;

import java.io.IOException;

/** The numbers that the dispatcher of a container counts, by {@code usherctl metrics}. */
final class Metrics {
    private Metrics() {}

    /** Returns the number of a sample, such as {@code usher_gone_total}, with its labels if it has any. */
    static double of(Container container, String sample) throws IOException {
        return container
                .run("usherctl", "metrics")
                .succeeded()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until a sample without labels has this number. */
    static void await(Container container, String sample, double number) throws IOException {
        container
                .sh("until usherctl metrics | grep -qx '" + sample + " " + (long) number + "'; do :; done")
                .succeeded();
    }
}
