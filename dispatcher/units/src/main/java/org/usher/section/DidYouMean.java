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
    private static final List<String> SYSTEMD = List.of("Unit", "Socket", "Install");

    private DidYouMean() {}

    /** The word of {@code known} that {@code written} comes closest to, or null if it is close to none or is one. */
    public static @Nullable String word(String written, List<String> known) {
        String nearest = null;
        int fewest = SLIPS_MAX + 1;
        for (String word : known) {
            int slips = slips(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (slips < fewest && slips < word.length() / 2) {
                nearest = word;
                fewest = slips;
            }
        }
        return written.equals(nearest) ? null : nearest;
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
                report(header, "[" + header.section() + "]", problems);
            }
        }
        for (String section : SYSTEMD) {
            for (Assignment assignment : text.all(section)) {
                if (assignment.key().equals("Prefix")) {
                    report(assignment, "Prefix= in [" + section + "]", problems);
                }
            }
        }
    }

    private static boolean isAlmostOurs(String written) {
        String section = written.strip();
        if (written.equals(HttpSection.NAME) || SYSTEMD.contains(section)) {
            return false;
        }
        return section.equals(HttpSection.NAME)
                || section.equalsIgnoreCase("HTTP")
                || word(section, List.of(HttpSection.NAME)) != null;
    }

    private static void report(Problems.Place place, String culprit, Problems problems) {
        String what = culprit + " means nothing to usher: did you mean [" + HttpSection.NAME + "], in a line above?";
        problems.warning("near-miss-section", place, what, "[" + HttpSection.NAME + "]");
    }

    /** Letters to insert, drop or replace to make one word of the other (Levenshtein); cut off above the maximum. */
    private static int slips(String a, String b) {
        if (Math.abs(a.length() - b.length()) > SLIPS_MAX) {
            return SLIPS_MAX + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
