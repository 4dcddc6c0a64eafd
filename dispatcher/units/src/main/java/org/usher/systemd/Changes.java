package org.usher.systemd;

import java.util.Set;
import java.util.TreeSet;

/**
 * What may have changed: single units, or whatever there is.
 *
 * @param everything whether units may have come, gone and changed that nobody has named
 * @param units the names of those that were named, each once, however often it has changed
 */
public record Changes(boolean everything, Set<String> units) {
    static final Changes NONE = new Changes(false, Set.of());
    static final Changes EVERYTHING = new Changes(true, Set.of());

    /** So many names say that asking for everything is cheaper. */
    private static final int UNITS_MAX = 256;

    public Changes {
        units = Set.copyOf(units);
    }

    /** Whether nothing has changed. */
    public boolean isEmpty() {
        return !everything && units.isEmpty();
    }

    /** These changes and one of that unit. */
    Changes and(String unit) {
        if (everything || units.contains(unit)) {
            return this;
        }
        Set<String> more = new TreeSet<>(units);
        more.add(unit);
        return more.size() > UNITS_MAX ? EVERYTHING : new Changes(false, more);
    }
}
