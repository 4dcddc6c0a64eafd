package org.usher.print;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows below headers, each column as wide as its widest cell, two blanks apart. */
public final class Table {
    private static final String GAP = "  ";

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
        int[] widths = widths(lines);
        lines.forEach(line -> out.println(line(line, widths)));
        if (legend) {
            out.print(rows.isEmpty() ? "" : "\n");
            out.println(rows.size() + " " + counted);
        }
    }

    private int[] widths(List<List<String>> lines) {
        int[] widths = new int[headers.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
