package org.usher.reservation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Problems;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.section.DidYouMean;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * One {@code [Reservation]} section: prefixes, and the units that may claim them.
 *
 * <p>What cannot be read lets nobody in. A word that is no pattern entitles nobody, and the others stand, since leaving
 * one out can only close. A line that cannot be read at all may have been the one that takes back those before it: then
 * the reservation is nobody's.
 */
final class ReservationSection {
    static final String NAME = "Reservation";
    private static final List<String> KEYS = List.of("Prefix", "Unit");

    private final UnitFile.Header header;
    private final List<Assignment> assignments;
    private final Problems problems;
    private final boolean whole;

    /** The section of {@code file} that begins with {@code header} and ends before line {@code end}. */
    ReservationSection(UnitFile file, UnitFile.Header header, int end, Problems problems) {
        this.header = header;
        this.problems = problems;
        Predicate<Problems.Place> here = place -> place.line() > header.line() && place.line() < end;
        assignments = file.assignments().stream().filter(here).toList();
        whole = file.faults().stream().noneMatch(here);
    }

    /** One reservation for each prefix that can be read. */
    List<Reservation> reservations() {
        reportUnknown();
        List<String> units = whole ? units() : List.of();
        List<Reservation> reservations = new ArrayList<>();
        List<Assignment> lines = UnitText.list(assignments, "Prefix"::equals);
        for (Assignment line : lines) {
            for (String word : Words.of(line.value())) {
                UrlPrefix prefix = prefix(word, line);
                if (prefix != null) {
                    reservations.add(new Reservation(prefix, units, line.file(), line.line()));
                }
            }
        }
        if (lines.isEmpty()) {
            String what = "the reservation has no Prefix= and reserves nothing: write one below it, or remove it";
            problems.error("bad-prefix", header, what, null);
        }
        return reservations;
    }

    private @Nullable UrlPrefix prefix(String word, Assignment line) {
        try {
            return PrefixReader.parse(word);
        } catch (PrefixException bad) {
            problems.error("bad-prefix", line, bad.getMessage() + "; nothing is reserved by it", null);
            return null;
        }
    }

    /** The patterns without those that have a fault. */
    private List<String> units() {
        List<String> units = new ArrayList<>();
        for (Assignment line : UnitText.list(assignments, "Unit"::equals)) {
            for (String word : Words.of(line.value())) {
                String fault = UnitPattern.fault(word);
                if (fault == null) {
                    units.add(word);
                } else {
                    String what = "Unit=" + word + " " + fault
                            + "; it lets nobody in: name socket units, such as alice-*.socket";
                    problems.error("bad-value", line, what, null);
                }
            }
        }
        return units;
    }

    private void reportUnknown() {
        for (Assignment assignment : assignments) {
            if (!KEYS.contains(assignment.key()) && !assignment.key().startsWith("X-")) {
                DidYouMean.reportUnknown(assignment, "", KEYS, problems);
            }
        }
    }
}
