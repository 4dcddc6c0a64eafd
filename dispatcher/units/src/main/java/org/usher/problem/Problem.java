package org.usher.problem;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.text.Printable;

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
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");
    private static final Pattern CONTROLS_IN_LINES = Pattern.compile("[\\p{Cc}&&[^\n]]");

    /** What they quote of a file is harmless to a terminal: control characters become {@code \xHH}. */
    public Problem {
        text = Printable.escaped(text, CONTROLS, "\\x%02x");
        fix = fix == null ? null : Printable.escaped(fix, CONTROLS_IN_LINES, "\\x%02x");
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
}
