package org.usher.section;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time spans of systemd.time(7): {@code 90}, {@code 1min 30s}, {@code 500ms}, {@code 1.5h}; a number without a unit
 * counts seconds.
 */
public final class TimeSpan {
    private static final double MICROS_MAX = 1e15; // 31 years: far above every limit that is put on a setting
    private static final Pattern SPAN =
            Pattern.compile("\\G\\s*([0-9]+\\.?[0-9]*|\\.[0-9]+)(?![0-9.])\\s*(\\p{L}*)\\s*");

    private TimeSpan() {}

    /** The span that {@code text} says, or null if it says none ({@code infinity} included: every wait here ends). */
    public static @Nullable Duration parse(String text) {
        Matcher span = SPAN.matcher(text);
        double micros = 0;
        int end = 0;
        while (span.find()) {
            micros += Double.parseDouble(span.group(1)) * micros(span.group(2));
            end = span.end();
        }
        boolean isSpan = end > 0 && end == text.length() && micros <= MICROS_MAX;
        return isSpan ? Duration.ofNanos(Math.round(micros) * 1000) : null;
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
