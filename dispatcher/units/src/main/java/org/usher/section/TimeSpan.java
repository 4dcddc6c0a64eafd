package org.usher.section;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time spans of systemd.time(7): {@code 90}, {@code 1min 30s}, {@code 500ms}, {@code 1.5h}; a number without a unit
 * counts seconds.
 */
final class TimeSpan {
    private static final double MICROS_MAX = 1e15; // 31 years: far above every limit that is put on a setting

    private final String text;
    private int at;

    private TimeSpan(String text) {
        this.text = text;
    }

    /** The span that {@code text} says, or null if it says none ({@code infinity} included: every wait here ends). */
    static @Nullable Duration parse(String text) {
        TimeSpan span = new TimeSpan(text.strip());
        double micros = 0;
        do {
            double part = span.part();
            if (part < 0) {
                return null;
            }
            micros += part;
        } while (span.at < span.text.length());
        return micros > MICROS_MAX ? null : Duration.ofNanos(Math.round(micros) * 1000);
    }

    /** One number with its unit, in microseconds; negative if there is none. */
    private double part() {
        int start = at;
        int dots = 0;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            dots += text.charAt(at++) == '.' ? 1 : 0;
        }
        if (dots > 1 || at - start == dots) {
            return -1;
        }
        double number = Double.parseDouble(text.substring(start, at));
        skipBlanks();
        int unitStart = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        double micros = micros(text.substring(unitStart, at));
        skipBlanks();
        return micros < 0 ? -1 : number * micros;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The length of a unit in microseconds (the table in systemd.time(7)); negative if there is no such unit. */
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
            default -> -1;
        };
    }
}
