package org.usher.section;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitText;

/**
 * The {@code [X-HTTP]} section of one unit: its values with their types. A value that cannot be read is a problem, and
 * its default counts.
 */
public final class HttpSection {
    public static final String NAME = "X-HTTP";

    private static final List<String> YES = List.of("yes", "true", "on", "y", "t", "1");
    private static final List<String> NO = List.of("no", "false", "off", "n", "f", "0");

    private final UnitText text;
    private final Problems problems;

    /** Reads the section of a unit; what is wrong with a value is reported when that is asked for. */
    public HttpSection(UnitText text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** A time span from {@code min} to {@code max}. */
    public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        String wanted = "a time span from " + describe(min) + " to " + describe(max) + ", such as 30s or 1min 30s";
        return value(key, otherwise, wanted, word -> {
            Duration span = TimeSpan.parse(word);
            return span == null || span.compareTo(min) < 0 || span.compareTo(max) > 0 ? null : span;
        });
    }

    /** A whole number from {@code min} to {@code max}. */
    public int count(String key, int otherwise, int min, int max) {
        String wanted = "a whole number from " + min + " to " + max;
        return value(key, otherwise, wanted, word -> number(word, 1, min, max));
    }

    /** A number of octets from {@code min} to {@code max}; {@code K} stands for 1024 of them. */
    int size(String key, int otherwise, int min, int max) {
        String wanted = "a size from " + min / 1024 + "K to " + max / 1024 + "K";
        return value(key, otherwise, wanted, word -> {
            boolean kibi = word.endsWith("K");
            String digits = kibi ? word.substring(0, word.length() - 1).strip() : word;
            return number(digits, kibi ? 1024 : 1, min, max);
        });
    }

    /** Yes or no, in all the ways in which systemd.syntax(7) lets one say it. */
    public boolean flag(String key, boolean otherwise) {
        return value(key, otherwise, "yes or no", HttpSection::yesOrNo);
    }

    /** One of {@code words}, the first of which is the default. */
    public String word(String key, List<String> words) {
        return value(
                key, words.get(0), "one of " + String.join(", ", words), word -> words.contains(word) ? word : null);
    }

    /** Reads a word as a value; null if it is none that is wanted. */
    private interface Reader<T> {
        @Nullable
        T read(String word);
    }

    private <T> T value(String key, T otherwise, String wanted, Reader<T> reader) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return otherwise;
        }
        T value = reader.read(written.value());
        if (value != null) {
            return value;
        }
        String used = describe(otherwise);
        String remark = written.value().indexOf('#') < 0 ? "" : " (a comment needs a line of its own)";
        String what = key + "=" + written.value() + " is not " + wanted + remark + "; " + used + " is used instead";
        problems.warning("bad-value", written, what, written.replaced(used));
        return otherwise;
    }

    private static String describe(Object value) {
        if (value instanceof Duration span) {
            return span.toMillis() % 1000 == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
        }
        return value instanceof Boolean flag ? flag ? "yes" : "no" : value.toString();
    }

    /** The number that the digits say, times {@code unit}; null if they say none, or one out of range. */
    static @Nullable Integer number(String digits, int unit, int min, int max) {
        long number = digits.matches("[0-9]{1,10}") ? Long.parseLong(digits) * unit : -1;
        return number < min || number > max ? null : (int) number;
    }

    /**
     * Reports every key that is not in {@code known}, and every line that is no assignment.
     *
     * @param elsewhere where the keys of {@code knownElsewhere} belong
     */
    public void reportUnknown(List<String> known, List<String> knownElsewhere, String elsewhere) {
        for (Assignment assignment : text.all(NAME)) {
            String key = assignment.key();
            if (known.contains(key) || key.startsWith("X-")) {
                continue;
            }
            if (knownElsewhere.contains(key)) {
                String what = "[X-HTTP] has no key " + key + "= in " + text.unit() + ": put it into " + elsewhere;
                problems.warning("unknown-key", assignment, what, null);
            } else {
                DidYouMean.reportUnknown(assignment, " in " + text.unit(), known, problems);
            }
        }
        for (UnitFile.Fault fault : text.faults()) {
            if (fault.section().equals(NAME) && !fault.ends()) {
                String what = "line " + fault.line() + " means nothing: " + fault.text()
                        + "; write Key=value, or # before a comment";
                problems.warning("unreadable-line", fault, what, null);
            }
        }
    }

    /** Returns whether systemd reads a word as false (systemd.syntax(7)). */
    public static boolean isNo(String word) {
        return Boolean.FALSE.equals(yesOrNo(word));
    }

    private static @Nullable Boolean yesOrNo(String word) {
        String lowerCase = word.toLowerCase(Locale.ROOT);
        return YES.contains(lowerCase) ? Boolean.TRUE : NO.contains(lowerCase) ? Boolean.FALSE : null;
    }
}
