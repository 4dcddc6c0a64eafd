package org.usher.section;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitText;

/** What was probably meant: the known word that an unknown one comes close to, and the section that a line belongs to. */
public final class DidYouMean {
    /** Two slips of the finger; a third makes it another word. */
    private static final int SLIPS_MAX = 2;

    /** Sections of socket units that belong to systemd, one of which is spelled close to ours. */
    private static final List<String> SYSTEMD = List.of("Unit", "Socket", "Service", "Install");

    private DidYouMean() {}

    /** The word of {@code known} that {@code written} comes closest to, or null if it is close to none or is one. */
    public static @Nullable String word(String written, List<String> known) {
        for (int slips = 0; slips <= SLIPS_MAX; slips++) {
            for (String word : known) {
                if (slips < word.length() / 2
                        && isWithin(slips, written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT))) {
                    return written.equals(word) ? null : word;
                }
            }
        }
        return null;
    }

    /** Reports a key that nobody knows: with the one that was probably meant, or else with all there are. */
    public static void reportUnknown(Assignment written, String where, List<String> known, Problems problems) {
        String meant = word(written.key(), known);
        String fix = meant == null ? null : Fix.assignment(meant, written.value());
        String only = fix == null ? ", only " + String.join("=, ", known) + "=" : "";
        String what = "[" + written.section() + "] has no key " + written.key() + "=" + where + only;
        problems.warning("unknown-key", written, what, fix);
    }

    /** Reports sections that are almost ours, and prefixes in a section of systemd's: nothing reads either. */
    public static void reportMisplaced(UnitText text, Problems problems) {
        for (UnitFile.Header header : text.headers()) {
            if (isAlmostOurs(header.section())) {
                String what = "[" + header.section() + "] means nothing to usher: did you mean [X-HTTP]?";
                problems.warning("near-miss-section", header, what, "[" + HttpSection.NAME + "]");
            }
        }
        for (String section : SYSTEMD) {
            for (Assignment assignment : text.list(section, "Prefix")) {
                String what = "Prefix= in [" + section + "] means nothing to usher: put it below [X-HTTP]";
                problems.warning("near-miss-section", assignment, what, null);
            }
        }
    }

    private static boolean isAlmostOurs(String written) {
        String section = written.strip();
        boolean isClose = section.equalsIgnoreCase("HTTP")
                || section.equals(HttpSection.NAME)
                || word(section, List.of(HttpSection.NAME)) != null;
        return isClose && !written.equals(HttpSection.NAME) && !SYSTEMD.contains(section);
    }

    /** Whether so many letters inserted, dropped or replaced make one word of the other (Levenshtein). */
    private static boolean isWithin(int slips, String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length() <= slips;
        }
        String restOfA = a.substring(1);
        String restOfB = b.substring(1);
        if (a.charAt(0) == b.charAt(0)) {
            return isWithin(slips, restOfA, restOfB);
        }
        return slips > 0
                && (isWithin(slips - 1, restOfA, restOfB)
                        || isWithin(slips - 1, restOfA, b)
                        || isWithin(slips - 1, a, restOfB));
    }
}
