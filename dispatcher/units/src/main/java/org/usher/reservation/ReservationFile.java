package org.usher.reservation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Reservation;
import org.usher.section.DidYouMean;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * What the {@code [Reservation]} sections of one file reserve: prefixes, and the units that may claim them.
 *
 * <p>What cannot be read lets nobody in. A word that is no pattern entitles nobody, and the others stand, since leaving
 * one out can only close. A line that cannot be read at all may have been the one that takes back those before it: then
 * the reservation is nobody's.
 */
public final class ReservationFile {
    private static final String SECTION = "Reservation";
    private static final List<String> KEYS = List.of("Prefix", "Unit");

    private ReservationFile() {}

    /** The reservations of a file in the order of its lines. */
    public static List<Reservation> read(UnitFile file, Problems problems) {
        List<Reservation> reservations = new ArrayList<>();
        List<UnitFile.Header> headers = file.headers();
        for (int i = 0; i < headers.size(); i++) {
            UnitFile.Header header = headers.get(i);
            if (header.section().equals(SECTION)) {
                int end = i + 1 < headers.size() ? headers.get(i + 1).line() : Integer.MAX_VALUE;
                Predicate<Place> here = place -> place.line() > header.line() && place.line() < end;
                List<Assignment> lines =
                        file.assignments().stream().filter(here).toList();
                boolean clear = file.faults().stream().noneMatch(here);
                reservations.addAll(reserved(header, lines, clear, problems));
            } else if (!header.section().startsWith("X-")) {
                reportForeign(header, problems);
            }
        }
        file.faults().forEach(fault -> report(fault, problems));
        return reservations;
    }

    /** One reservation for each prefix of a section that can be read; it is nobody's unless the section is {@code clear}. */
    private static List<Reservation> reserved(
            UnitFile.Header header, List<Assignment> lines, boolean clear, Problems problems) {
        for (Assignment line : lines) {
            if (!KEYS.contains(line.key()) && !line.key().startsWith("X-")) {
                DidYouMean.reportUnknown(line, "", KEYS, problems);
            }
        }
        List<String> units = clear ? units(lines, problems) : List.of();
        List<Reservation> reservations = new ArrayList<>();
        List<Assignment> prefixes = UnitText.list(lines, "Prefix"::equals);
        for (Assignment line : prefixes) {
            for (String word : Words.of(line, problems)) {
                try {
                    reservations.add(new Reservation(PrefixReader.parse(word), units, line.file(), line.line()));
                } catch (PrefixException bad) {
                    problems.error("bad-prefix", line, bad.getMessage() + "; nothing is reserved by it", null);
                }
            }
        }
        if (prefixes.isEmpty()) {
            String what = "the reservation has no Prefix= and reserves nothing: write one below it, or remove it";
            problems.error("bad-prefix", header, what, null);
        }
        return reservations;
    }

    /** The patterns without those that have a fault. */
    private static List<String> units(List<Assignment> lines, Problems problems) {
        List<String> units = new ArrayList<>();
        for (Assignment line : UnitText.list(lines, "Unit"::equals)) {
            for (String word : Words.of(line.value())) {
                String fault = UnitPattern.fault(word);
                if (fault == null) {
                    units.add(word);
                } else {
                    String what = "Unit=" + word + " " + fault
                            + "; it matches no unit: name socket units, such as alice-*.socket";
                    problems.error("bad-value", line, what, null);
                }
            }
        }
        return units;
    }

    private static void report(UnitFile.Fault fault, Problems problems) {
        String effect = "";
        if (fault.ends()) {
            effect = "; the rest of the file is not read: what it reserved before stays reserved";
        } else if (fault.section().equals(SECTION)) {
            effect = "; until it is corrected, no unit may claim what its section reserves";
        }
        String what = "line " + fault.line() + " means nothing: " + fault.text() + effect + ": write Key=value below ["
                + SECTION + "], or # before a comment";
        problems.error("unreadable-line", fault, what, null);
    }

    private static void reportForeign(UnitFile.Header header, Problems problems) {
        String name = header.section().strip();
        boolean meant = name.equalsIgnoreCase(SECTION) || DidYouMean.word(name, List.of(SECTION)) != null;
        String what = "[" + header.section() + "] means nothing here, and nothing below it is reserved";
        String fix = "[" + (meant ? SECTION : "X-" + name) + "]";
        problems.warning("near-miss-section", header, what, fix);
    }

    /** Reports who else than its owner can change the file at {@code path}, and an owner who is not root where root's are. */
    public static void reportUntrusted(Path path, Problems problems) throws IOException {
        FileStatus status = new Machine().status(path.toRealPath());
        String owner = status == null || !FileStatus.isInstalled(path) ? null : status.untrustedOwner();
        if (owner != null || (status != null && (status.groupWrites() || status.othersWrite()))) {
            String who = owner == null ? "someone other than its owner" : owner;
            String what = who + " can change " + path + " and so what it says";
            String fix = owner == null ? "" : Fix.command("chown", "root:root", path) + " && ";
            problems.warning("untrusted-file", Place.of(path, 0), what, fix + Fix.command("chmod", "go-w", path));
        }
    }
}
