package org.usher.reservation;

import org.jspecify.annotations.Nullable;

/**
 * The matcher of patterns of unit names: {@code *} stands for any characters, {@code ?} for one, and all else for itself.
 */
public final class UnitPattern {
    private static final String TYPE = ".socket";

    /** The characters of systemd's names ({@code VALID_CHARS}), and what patterns add to them. */
    private static final String CHARACTERS = "[A-Za-z0-9:_.\\\\@*?-]*";

    private UnitPattern() {}

    /** What is wrong with a pattern of socket units, as a continuation of its quoted text; null if nothing is. */
    public static @Nullable String fault(String pattern) {
        String strange = pattern.replaceFirst(CHARACTERS, "");
        if (!strange.isEmpty()) {
            return strange.startsWith(",")
                    ? "has a comma: put a blank between two units"
                    : "has a character that no unit name has";
        }
        // Nothing else can ever match.
        return pattern.endsWith(TYPE) || pattern.endsWith("*")
                ? null
                : "is not a socket unit, whose name ends in " + TYPE;
    }

    /** Whether the whole of {@code name} matches {@code pattern}, which has no {@linkplain #fault fault}. */
    public static boolean matches(String pattern, String name) {
        String plain = pattern.replace("\\", "\\\\").replace(".", "\\.").replace("?", ".");
        // What stands between two stars is taken where it is first: to try all places takes years with a few stars.
        String between = plain.replaceAll("\\*([^*]*)(?=\\*)", "(?>.*?$1)");
        return name.matches("(?s)" + between.replaceFirst("\\*([^*)]*)$", ".*$1"));
    }
}
