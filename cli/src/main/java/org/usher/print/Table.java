package org.usher.print;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows below headers, each column as wide as its widest cell, two blanks apart. */
public final class Table {
    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table. */
    public Table(String... headers) {
        this.headers = List.of(headers);
    }

    /** Adds a row with a cell for every header. */
    public Table row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headers.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /**
     * Prints the table.
     *
     * @param legend whether the headers stand above and the sentence below
     * @param counted what a row is, such as "routes listed.", to stand after the number of rows
     */
    public void print(PrintStream out, boolean legend, String counted) {
        List<List<String>> lines = new ArrayList<>(rows);
        if (legend && !rows.isEmpty()) {
            lines.add(0, headers);
        }
        String format = IntStream.range(0, headers.size())
                .mapToObj(column -> "%-" + (width(column, lines) + 2) + "s")
                .collect(joining());
        lines.forEach(line -> out.println(String.format(format, line.toArray()).stripTrailing()));
        if (legend) {
            out.print(rows.isEmpty() ? "" : "\n");
            out.println(rows.size() + " " + counted);
        }
    }

    private static int width(int column, List<List<String>> lines) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }
}
