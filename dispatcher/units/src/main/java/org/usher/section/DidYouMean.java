package org.usher.section;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The word that somebody meant who wrote another one. */
public final class DidYouMean {
    /** Two slips of the finger; a third makes it another word. */
    private static final int SLIPS_MAX = 2;

    private DidYouMean() {}

    /** The word of {@code known} that {@code written} comes closest to, or null if it is close to none or is one. */
    public static @Nullable String of(String written, List<String> known) {
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
