package org.usher.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in what units declare: what is wrong, where, and what to do about it.
 *
 * @param id stable word for programs, such as {@code bad-prefix}
 * @param severity how much it matters
 * @param unit the unit concerned, if it is one unit's
 * @param file the file that holds the mistake, if it stands in a file
 * @param line number of the line in the file, from 1; 0 where the whole file is meant
 * @param text one sentence that says what is wrong and quotes the culprit; without a fix, what to do as well
 * @param fix lines or a command that mend it, ready to be pasted (see {@link Fix}); null if nobody can know them
 */
public record Problem(
        String id,
        Severity severity,
        @Nullable String unit,
        @Nullable String file,
        int line,
        String text,
        @Nullable String fix) {

    /** What they quote of a file is harmless to a terminal: control characters become {@code \xHH}. */
    public Problem {
        text = withoutControls(text, "");
        fix = fix == null ? null : withoutControls(fix, "\n");
    }

    /** How much a problem matters: {@code check} exits with 1 from {@link #WARNING} upwards. */
    public enum Severity {
        NOTE,
        WARNING,
        ERROR;

        /** The word that people and programs are shown. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static String withoutControls(String text, String allowed) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean harmless = !Character.isISOControl(character) || allowed.indexOf(character) >= 0;
            shown.append(harmless ? String.valueOf(character) : String.format("\\x%02x", (int) character));
        }
        return shown.toString();
    }
}
