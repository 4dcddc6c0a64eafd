package org.usher.reservation;

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

    /** Whether the whole of {@code name} matches {@code pattern}, which has no {@linkplain #fault fault}. */
    public static boolean matches(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.startsWith("*")) {
            return matches(pattern.substring(1), name) || (!name.isEmpty() && matches(pattern, name.substring(1)));
        }
        int end = pattern.startsWith("[") ? endOfSet(pattern, 0) + 1 : 1;
        return !name.isEmpty() && takes(pattern, name.charAt(0)) && matches(pattern.substring(end), name.substring(1));
    }

    /** Whether what the pattern begins with stands for {@code c}. */
    private static boolean takes(String pattern, char c) {
        return switch (pattern.charAt(0)) {
            case '?' -> true;
            case '[' -> setTakes(pattern.substring(1, endOfSet(pattern, 0)), c);
            default -> pattern.charAt(0) == c;
        };
    }

    private static boolean setTakes(String set, char c) {
        boolean negated = isNegation(set.charAt(0));
        for (int i = negated ? 1 : 0; i < set.length(); i++) {
            boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
            if (range ? set.charAt(i) <= c && c <= set.charAt(i + 2) : set.charAt(i) == c) {
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
