package org.usher.section;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Fix;
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

    private final UnitText text;
    private final Problems problems;

    /** Reads the section of a unit; what is wrong with a value is reported when that is asked for. */
    public HttpSection(UnitText text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** Returns the lines of a list, those after its last reset. */
    public List<Assignment> list(String key) {
        return text.list(NAME, key);
    }

    /** A time span from {@code min} to {@code max}. */
    public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return otherwise;
        }
        Duration value = TimeSpan.parse(written.value());
        if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            String range = "a time span from " + seconds(min) + " to " + seconds(max) + ", such as 30s or 1min 30s";
            return bad(written, range, otherwise);
        }
        return value;
    }

    private static String seconds(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
    }

    /** A whole number from {@code min} to {@code max} that may be absent. */
    OptionalInt number(String key, int min, int max) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return OptionalInt.empty();
        }
        long value = number(written.value());
        return value < min || value > max
                ? bad(written, "a whole number from " + min + " to " + max, OptionalInt.empty())
                : OptionalInt.of((int) value);
    }

    /** A whole number from {@code min} to {@code max}. */
    public int count(String key, int otherwise, int min, int max) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return otherwise;
        }
        long value = number(written.value());
        return value < min || value > max
                ? bad(written, "a whole number from " + min + " to " + max, otherwise)
                : (int) value;
    }

    /** A number of octets from {@code min} to {@code max}; {@code K} stands for 1024 of them. */
    int size(String key, int otherwise, int min, int max) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return otherwise;
        }
        String value = written.value();
        boolean kibi = value.endsWith("K");
        long size = number(kibi ? value.substring(0, value.length() - 1).strip() : value) * (kibi ? 1024 : 1);
        return size < min || size > max
                ? bad(written, "a size from " + min / 1024 + "K to " + max / 1024 + "K", otherwise)
                : (int) size;
    }

    /** Yes or no, in all the ways in which systemd.syntax(7) lets one say it. */
    public boolean flag(String key, boolean otherwise) {
        Assignment written = text.scalar(NAME, key);
        if (written == null) {
            return otherwise;
        }
        Boolean value = yesOrNo(written.value());
        return value == null ? bad(written, "yes or no", otherwise) : value;
    }

    /**
     * Reports every key that is not in {@code known}, and every line that is no assignment.
     *
     * @param elsewhere where the keys of {@code knownElsewhere} belong, and {@code edit} the command that leads there
     */
    public void reportUnknown(
            List<String> known, List<String> knownElsewhere, String elsewhere, @Nullable String edit) {
        for (Assignment assignment : text.all(NAME)) {
            String key = assignment.key();
            if (known.contains(key) || key.startsWith("X-")) {
                continue;
            }
            String meant = DidYouMean.of(key, known);
            String what = "[X-HTTP] has no key " + key + "= in " + text.unit();
            if (knownElsewhere.contains(key)) {
                report("unknown-key", assignment, what + ": it belongs to " + elsewhere, edit);
            } else if (meant != null) {
                String fix = Fix.assignment(meant, assignment.value());
                report("unknown-key", assignment, fix == null ? what + ": write " + meant + "=" : what, fix);
            } else {
                report("unknown-key", assignment, what + ", only " + String.join("=, ", known) + "=", null);
            }
        }
        for (UnitFile.Fault fault : text.faults()) {
            if (fault.section().equals(NAME) && !fault.ends()) {
                String what = "line " + fault.line() + " means nothing: " + fault.text()
                        + "; write Key=value, or # before a comment";
                problems.warning("unreadable-line", text.unit(), fault.file(), fault.line(), what, null);
            }
        }
    }

    private <T> T bad(Assignment written, String wanted, T otherwise) {
        String what = written.key() + "=" + written.value() + " is not " + wanted + "; " + describe(otherwise)
                + " is used instead";
        String fix = otherwise instanceof OptionalInt ? null : written.key() + "=" + describe(otherwise);
        report("bad-value", written, what, fix);
        return otherwise;
    }

    private static String describe(Object value) {
        if (value instanceof OptionalInt) {
            return "none";
        }
        if (value instanceof Duration span) {
            return seconds(span);
        }
        return value instanceof Boolean flag ? flag ? "yes" : "no" : value.toString();
    }

    private void report(String id, Assignment where, String what, @Nullable String fix) {
        problems.warning(id, text.unit(), where.file(), where.line(), what, fix);
    }

    /** The number that the digits say; -1 if there is anything else or too much of them. */
    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 10) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    /** Returns whether systemd reads a word as true (systemd.syntax(7)). */
    public static boolean isYes(String word) {
        return Boolean.TRUE.equals(yesOrNo(word));
    }

    /** Returns whether systemd reads a word as false (systemd.syntax(7)). */
    public static boolean isNo(String word) {
        return Boolean.FALSE.equals(yesOrNo(word));
    }

    private static @Nullable Boolean yesOrNo(String word) {
        for (String yes : List.of("yes", "true", "on", "y", "t", "1")) {
            if (yes.equalsIgnoreCase(word)) {
                return true;
            }
        }
        for (String no : List.of("no", "false", "off", "n", "f", "0")) {
            if (no.equalsIgnoreCase(word)) {
                return false;
            }
        }
        return null;
    }
}
