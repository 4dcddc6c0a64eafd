package org.usher.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
import org.usher.claim.AppSection;
import org.usher.machine.LocalMachine;
import org.usher.machine.Machine;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.report.UnitReport.Line;
import org.usher.route.Claim;
import org.usher.section.HttpSection;
import org.usher.section.LimitsSection;
import org.usher.section.ListenerSection;
import org.usher.unit.Assignment;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * One socket unit, line by line: what each line that could matter to usher comes to.
 *
 * @param unit the unit
 * @param declares whether it has an {@code [X-HTTP]} section
 * @param lines in the order in which systemd merges them
 * @param claims what the unit claims, active or not; the app of each is the same
 * @param problems what is wrong with it
 */
record UnitDescription(String unit, boolean declares, List<Line> lines, List<Claim> claims, List<Problem> problems) {
    private static final String SOCKET = "Socket";
    private static final String LISTEN = "Listen";
    private static final List<String> LISTS = List.of("Prefix", "Hosts", LISTEN);

    UnitDescription {
        lines = List.copyOf(lines);
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
    }

    /**
     * Takes the inventory of a unit.
     *
     * @return null if {@code source} knows no such unit
     * @throws IOException if {@code source} cannot be asked
     */
    static @Nullable UnitDescription of(UnitSource source, String unit) throws IOException {
        List<Path> files = source.filesOf(unit);
        if (files.isEmpty()) {
            return null;
        }
        Machine machine = new LocalMachine();
        Problems problems = new Problems(unit);
        UnitText text = UnitText.read(unit, files, problems);
        List<Assignment> counted = new ArrayList<>();
        List<String> keys = new ArrayList<>(ListenerSection.KEYS);
        List<Claim> claims = List.of();
        if (ListenerSection.concerns(text, machine)) {
            keys.addAll(LimitsSection.KEYS);
        } else {
            keys = AppSection.KEYS;
            claims = AppSection.read(text, source, machine, problems).claims();
        }
        for (Assignment line : text.all(SOCKET)) {
            if (line.key().equals("Service") || line.key().startsWith(LISTEN)) {
                counted.add(line);
            }
        }
        counted.addAll(text.all(HttpSection.NAME));
        Specifiers specifiers = new Specifiers(unit, machine);
        AppListener receiving = claims.isEmpty() ? null : AppListener.of(text, specifiers, new Problems());
        List<Line> lines = new ArrayList<>();
        Map<String, Assignment> last = new HashMap<>();
        Map<String, Assignment> nextReset = new HashMap<>();
        counted.sort(Comparator.comparing((Assignment line) -> files.indexOf(line.file()))
                .thenComparing(Assignment::line));
        Collections.reverse(counted); // from the end: what a line comes to depends on those after it
        for (Assignment line : counted) {
            String family = line.section() + " " + family(line);
            boolean unused = line.section().equals(SOCKET)
                    ? line.key().startsWith(LISTEN)
                            && receiving != null
                            && !receiving.line().equals(line)
                    : !keys.contains(line.key());
            lines.add(line(line, nextReset.get(family), last.putIfAbsent(family, line), unused));
            if (line.value().isEmpty()) {
                nextReset.put(family, line);
            }
        }
        Collections.reverse(lines);
        return new UnitDescription(unit, text.has(HttpSection.NAME), lines, claims, problems.found());
    }

    /** A line, with what the lines of its key that come later make of it: the next reset, and the last one. */
    private static Line line(Assignment line, @Nullable Assignment reset, @Nullable Assignment last, boolean unused) {
        if (line.value().isEmpty()) {
            return line(line, "resets", null);
        }
        if (reset != null) {
            return line(line, "reset", reset);
        }
        if (unused) {
            return line(line, "unused", null);
        }
        return last == null || LISTS.contains(family(line))
                ? line(line, "counts", null)
                : line(line, "overridden", last);
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
