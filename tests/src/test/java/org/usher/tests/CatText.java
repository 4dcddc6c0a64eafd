package org.usher.tests;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code systemctl cat} shows of one section of a unit, read line by line from its output: each file is announced by
 * a comment that is its path. Blanks in a row count as one.
 */
final class CatText {
    private record Line(String file, String key, String value) {}

    private final List<Line> lines = new ArrayList<>();

    CatText(String shown, String section) {
        String file = "";
        String current = "";
        String begun = "";
        for (String line : shown.lines().toList()) {
            String text = line.strip();
            boolean comment = text.startsWith("#") || text.startsWith(";");
            if (line.startsWith("# /")) {
                file = line.substring(2);
                current = "";
                begun = "";
            } else if (!comment && line.endsWith("\\")) {
                begun += line.substring(0, line.length() - 1) + " ";
            } else if (!comment) {
                String whole = (begun + line).strip();
                begun = "";
                int equals = whole.indexOf('=');
                if (whole.startsWith("[")) {
                    current = whole;
                } else if (equals > 0 && current.equals("[" + section + "]")) {
                    String value = whole.substring(equals + 1).strip();
                    lines.add(new Line(file, whole.substring(0, equals).strip(), value.replaceAll("\\s+", " ")));
                }
            }
        }
    }

    /** Every assignment in order, as {@code FILE: KEY=VALUE}. */
    List<String> lines() {
        return lines.stream()
                .map(line -> line.file + ": " + line.key + "=" + line.value)
                .toList();
    }

    /** The values of a list that count: those after its last empty one. */
    List<String> list(String key) {
        List<String> values = new ArrayList<>();
        for (Line line : lines) {
            if (line.key.equals(key) && line.value.isEmpty()) {
                values.clear();
            } else if (line.key.equals(key)) {
                values.add(line.value);
            }
        }
        return values;
    }
}
