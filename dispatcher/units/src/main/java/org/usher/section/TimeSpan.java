package org.usher.section;

import java.time.Duration;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The time spans of systemd.time(7): {@code 90}, {@code 1min 30s}, {@code 500ms}, {@code 1.5h}; a number without a unit
 * counts seconds.
 */
public final class TimeSpan {
    private static final double MICROS_MAX = 1e15; // 31 years: far above every limit that is put on a setting

    private TimeSpan() {}

    /** The span that {@code text} says, or null if it says none ({@code infinity} included: every wait here ends). */
    public static @Nullable Duration parse(String text) {
        String spans = text.strip();
        double micros = 0;
        int at = 0;
        do {
            int numberEnd = end(spans, at, c -> (c >= '0' && c <= '9') || c == '.');
            int unit = end(spans, numberEnd, Character::isWhitespace);
            int unitEnd = end(spans, unit, Character::isLetter);
            double span = number(spans.substring(at, numberEnd)) * micros(spans.substring(unit, unitEnd));
            if (!(span >= 0)) {
                return null;
            }
            micros += span;
            at = end(spans, unitEnd, Character::isWhitespace);
        } while (at < spans.length());
        return micros > MICROS_MAX ? null : Duration.ofNanos(Math.round(micros) * 1000);
    }

    /** Where the run of such characters ends that begins at {@code from}. */
    private static int end(String text, int from, IntPredicate isInRun) {
        int end = from;
        while (end < text.length() && isInRun.test(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static double number(String digits) {
        try {
            return Double.parseDouble(digits);
        } catch (NumberFormatException none) { // such as "1..5"
            return Double.NaN;
        }
    }

    /** The length of a unit in microseconds (the table in systemd.time(7)); not a number if there is no such unit. */
    private static double micros(String unit) {
        return switch (unit) {
            case "usec", "us", "\u00b5s", "\u03bcs" -> 1;
            case "msec", "ms" -> 1e3;
            case "", "seconds", "second", "sec", "s" -> 1e6;
            case "minutes", "minute", "min", "m" -> 60e6;
            case "hours", "hour", "hr", "h" -> 3600e6;
            case "days", "day", "d" -> 86400e6;
            case "weeks", "week", "w" -> 7 * 86400e6;
            case "months", "month", "M" -> 30.44 * 86400e6;
            case "years", "year", "y" -> 365.25 * 86400e6;
            default -> Double.NaN;
        };
    }
}
