package org.usher.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.report.UnitReport.Line;
import org.usher.section.HttpSection;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;

/**
 * The lines of one socket unit that could matter to usher, and what each comes to.
 *
 * @param keys those that count below {@code [X-HTTP]}
 * @param receiving the line of the listener that connections go to; null if there is none
 */
record UnitLines(List<String> keys, @Nullable Assignment receiving) {
    private static final String SOCKET = "Socket";
    private static final String LISTEN = "Listen";
    private static final List<String> LISTS = List.of("Prefix", "Hosts", "ProxyFrom", LISTEN);

    /** The lines of {@code text} in the order in which systemd merges them. */
    List<Line> of(UnitText text) {
        List<Assignment> counted = new ArrayList<>(text.assignments().toList());
        counted.removeIf(line -> !matters(line));
        Collections.reverse(counted); // from the end: what a line comes to depends on those after it
        List<Line> lines = new ArrayList<>();
        Map<String, Assignment> last = new HashMap<>();
        Map<String, Assignment> nextReset = new HashMap<>();
        for (Assignment line : counted) {
            String family = line.section() + " " + family(line);
            lines.add(line(line, nextReset.get(family), last.putIfAbsent(family, line)));
            if (line.value().isEmpty()) {
                nextReset.put(family, line);
            }
        }
        Collections.reverse(lines);
        return lines;
    }

    private static boolean matters(Assignment line) {
        return line.section().equals(HttpSection.NAME)
                || (line.section().equals(SOCKET)
                        && (line.key().equals("Service") || line.key().startsWith(LISTEN)));
    }

    /** A line, with what the lines of its key that come later make of it: the next reset, and the last one. */
    private Line line(Assignment line, @Nullable Assignment reset, @Nullable Assignment last) {
        if (line.value().isEmpty()) {
            return line(line, "resets", null);
        }
        if (reset != null) {
            return line(line, "reset", reset);
        }
        if (isUnused(line)) {
            return line(line, "unused", null);
        }
        return last == null || LISTS.contains(family(line))
                ? line(line, "counts", null)
                : line(line, "overridden", last);
    }

    private boolean isUnused(Assignment line) {
        return line.section().equals(SOCKET)
                ? line.key().startsWith(LISTEN) && receiving != null && !receiving.equals(line)
                : !keys.contains(line.key());
    }

    private static Line line(Assignment line, String effect, @Nullable Assignment by) {
        String place = by == null ? null : by.file() + ":" + by.line();
        return new Line(line.section(), line.key(), line.value(), line.file().toString(), line.line(), effect, place);
    }

    /** An empty listener of any kind takes back those of every kind (systemd.socket(5)). */
    private static String family(Assignment line) {
        return line.key().startsWith(LISTEN) ? LISTEN : line.key();
    }
}
