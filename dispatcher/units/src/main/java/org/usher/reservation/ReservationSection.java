package org.usher.reservation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.prefix.HostPattern;
import org.usher.prefix.PrefixException;
import org.usher.prefix.UrlPrefix;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.route.Reservation;
import org.usher.route.UnitPattern;
import org.usher.section.DidYouMean;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.Words;

/**
 * One {@code [Reservation]} section: prefixes, and who may claim them.
 *
 * <p>What cannot be read lets nobody in. A word that is no pattern entitles nobody, and the others stand, since leaving
 * one out can only close. A line that cannot be read at all may have been the one that takes back those before it: then
 * the reservation is nobody's.
 */
final class ReservationSection {
    static final String NAME = "Reservation";
    private static final List<String> KEYS = List.of("Prefix", "Unit", "User", "Group");

    /** The longest name of a user ({@code USER_NAMES}(7) of systemd: strict names). */
    private static final int USER_LENGTH_MAX = 31;

    private final UnitFile.Header header;
    private final List<Assignment> assignments = new ArrayList<>();
    private final Problems problems;
    private final boolean packages;
    private boolean whole = true;

    /** The section of {@code file} that begins with {@code header} and ends before line {@code end}. */
    ReservationSection(UnitFile file, UnitFile.Header header, int end, Problems problems) {
        this.header = header;
        this.problems = problems;
        this.packages = Reservation.isPackages(file.path().getParent());
        for (Assignment assignment : file.assignments()) {
            if (assignment.line() > header.line() && assignment.line() < end) {
                assignments.add(assignment);
            }
        }
        for (UnitFile.Fault fault : file.faults()) {
            boolean here = fault.line() > header.line() && fault.line() < end;
            whole &= !(here && (fault.ends() || fault.section().equals(NAME)));
        }
    }

    /** One reservation for each prefix that can be read. */
    List<Reservation> reservations() {
        reportUnknown();
        List<String> units = words("Unit", UnitPattern::fault, "name socket units, such as alice-*.socket");
        List<String> users = users("User");
        List<String> groups = users("Group");
        List<Reservation> reservations = new ArrayList<>();
        List<Assignment> lines = list("Prefix");
        for (Assignment line : lines) {
            for (String word : Words.of(line.value())) {
                UrlPrefix prefix = prefix(word, line);
                if (prefix != null) {
                    reservations.add(new Reservation(
                            prefix,
                            whole ? units : List.of(),
                            whole ? users : List.of(),
                            whole ? groups : List.of(),
                            line.file(),
                            line.line()));
                }
            }
        }
        if (lines.isEmpty()) {
            problems.error(
                    "bad-prefix",
                    null,
                    header.file(),
                    header.line(),
                    "the reservation has no Prefix= and reserves nothing: write one below it, or remove it",
                    null);
        }
        return reservations;
    }

    private @Nullable UrlPrefix prefix(String word, Assignment line) {
        UrlPrefix prefix;
        try {
            prefix = UrlPrefix.parse(word);
        } catch (PrefixException bad) {
            error("bad-prefix", line, bad.getMessage() + "; nothing is reserved by it");
            return null;
        }
        if (packages && isEverything(prefix)) {
            error(
                    "vendor-reservation",
                    line,
                    "Prefix=" + prefix + " of a package would close every host to all other apps, and is not taken:"
                            + " name the host or the path that the package serves");
            return null;
        }
        return prefix;
    }

    private static boolean isEverything(UrlPrefix prefix) {
        return prefix.host() instanceof HostPattern.Strong
                || (prefix.host() instanceof HostPattern.Weak && prefix.path().equals("/"));
    }

    private List<String> users(String key) {
        List<Assignment> lines = list(key);
        if (lines.isEmpty()) {
            return List.of();
        }
        Assignment line = lines.get(0);
        if (packages) {
            error(
                    "vendor-reservation",
                    line,
                    key + "= of a package opens nothing: remove the line, which only an administrator may write, under"
                            + " /etc/usher/reservations.d");
            return List.of();
        }
        problems.note(
                "no-registration",
                null,
                line.file(),
                line.line(),
                key + "= is kept and has no effect yet, since usher has no registration at run time: name units with"
                        + " Unit= until it has",
                null);
        return words(key, ReservationSection::faultOfUser, "name users as they stand in /etc/passwd or /etc/group");
    }

    private static @Nullable String faultOfUser(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || !(c == '-' || (c >= '0' && c <= '9')))) {
                return "is no name of a user or group";
            }
        }
        return name.length() > USER_LENGTH_MAX ? "is longer than names of users are" : null;
    }

    /** The words of a list without those that have a fault. */
    private List<String> words(String key, Function<String, @Nullable String> faultOf, String remedy) {
        List<String> words = new ArrayList<>();
        for (Assignment line : list(key)) {
            for (String word : Words.of(line.value())) {
                String fault = faultOf.apply(word);
                if (fault == null) {
                    words.add(word);
                } else {
                    error("bad-value", line, key + "=" + word + " " + fault + "; it lets nobody in: " + remedy);
                }
            }
        }
        return words;
    }

    /** The assignments that make up a list: those after the last empty one. */
    private List<Assignment> list(String key) {
        List<Assignment> list = new ArrayList<>();
        for (Assignment assignment : assignments) {
            if (assignment.key().equals(key) && assignment.value().isEmpty()) {
                list.clear();
            } else if (assignment.key().equals(key)) {
                list.add(assignment);
            }
        }
        return list;
    }

    private void reportUnknown() {
        for (Assignment assignment : assignments) {
            String key = assignment.key();
            if (!KEYS.contains(key) && !key.startsWith("X-")) {
                String meant = DidYouMean.of(key, KEYS);
                Path file = assignment.file();
                problems.warning(
                        "unknown-key",
                        null,
                        file,
                        assignment.line(),
                        "[" + NAME + "] has no key " + key + "=, only " + String.join("=, ", KEYS) + "=",
                        meant == null ? null : Fix.assignment(meant, assignment.value()));
            }
        }
    }

    private void error(String id, Assignment line, String text) {
        problems.error(id, null, line.file(), line.line(), text, null);
    }
}
