package org.usher.systemd;

import java.util.Set;

/**
 * What may have changed: single units, or whatever there is.
 *
 * @param everything whether units may have come, gone and changed that nobody has named
 * @param units the names of those that were named
 */
public record Changes(boolean everything, Set<String> units) {
    public Changes {
        units = Set.copyOf(units);
    }

    /** Whether nothing has changed. */
    public boolean isEmpty() {
        return !everything && units.isEmpty();
    }
}
