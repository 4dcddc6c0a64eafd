package org.usher.print;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and what stands behind them, the names right-aligned, as {@code systemctl status} has it. */
public final class FieldList {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Adds a field with a line for every value; without values it is left out. */
    public FieldList add(String name, List<String> lines) {
        if (!lines.isEmpty()) {
            values.put(name, List.copyOf(lines));
        }
        return this;
    }

    /** Adds a field with one line; without it is left out. */
    public FieldList add(String name, @Nullable String line) {
        return add(name, line == null ? List.of() : List.of(line));
    }

    /** Prints the fields in the order in which they were added. */
    public void print(PrintStream out) {
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        values.forEach((name, lines) -> {
            String label = " ".repeat(width - name.length()) + name + ": ";
            for (String line : lines) {
                out.println(label + line);
                label = " ".repeat(width + 2);
            }
        });
    }
}
