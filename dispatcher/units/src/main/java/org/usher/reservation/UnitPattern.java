package org.usher.reservation;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.usher.unit.UnitName;

/**
 * The matcher of unit name patterns as systemctl(1) takes them: {@code *}, {@code ?} and {@code [...]} of glob(7), in which
 * a backslash stands for itself. They are matched octet by octet: a regular expression would cost the first request of a dispatcher 20 ms.
 */
public final class UnitPattern {
    private static final String TYPE = ".socket";

    /** Systemd's own ({@code VALID_CHARS}), and what patterns add to it. */
    private static final String SPECIAL = ":-_.\\@*?[]!^";

    private UnitPattern() {}

    /** What is wrong with a pattern of socket units, as a continuation of its quoted text; null if nothing is. */
    public static @Nullable String fault(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (!UnitName.isAlphanumeric(c) && SPECIAL.indexOf(c) < 0) {
                return c == ','
                        ? "has a comma: put a blank between two units"
                        : "has a character that no unit name has";
            }
            if (c == '[') {
                int end = endOfSet(pattern, i);
                if (end < 0) {
                    return "has a [ without its ]";
                }
                i = end;
            }
        }
        // Nothing else can ever match.
        return pattern.endsWith(TYPE) || pattern.endsWith("*")
                ? null
                : "is not a socket unit, whose name ends in " + TYPE;
    }

    /** Whether any of the patterns matches the whole of {@code name}. */
    public static boolean anyMatches(Collection<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /** Whether the whole of {@code name} matches {@code pattern}, which has no {@linkplain #fault fault}. */
    public static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int starTook = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starTook = n;
            } else if (p < pattern.length() && takes(pattern, p, name.charAt(n))) {
                p = pattern.charAt(p) == '[' ? endOfSet(pattern, p) + 1 : p + 1;
                n++;
            } else if (star >= 0) { // The last star takes one more character: earlier stars need not be tried again.
                p = star + 1;
                n = ++starTook;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean takes(String pattern, int at, char c) {
        return switch (pattern.charAt(at)) {
            case '?' -> true;
            case '[' -> setTakes(pattern, at + 1, endOfSet(pattern, at), c);
            default -> pattern.charAt(at) == c;
        };
    }

    private static boolean setTakes(String pattern, int from, int end, char c) {
        boolean negated = isNegation(pattern.charAt(from));
        for (int i = negated ? from + 1 : from; i < end; i++) {
            boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
            if (range ? pattern.charAt(i) <= c && c <= pattern.charAt(i + 2) : pattern.charAt(i) == c) {
                return !negated;
            }
            i += range ? 2 : 0;
        }
        return negated;
    }

    /** The index of the ] that ends the set whose [ is at {@code start}, or -1; a ] that comes first is one of the set. */
    private static int endOfSet(String pattern, int start) {
        int first = start + 1;
        if (first < pattern.length() && isNegation(pattern.charAt(first))) {
            first++;
        }
        return pattern.indexOf(']', first + 1);
    }

    private static boolean isNegation(char c) {
        return c == '!' || c == '^';
    }
}
