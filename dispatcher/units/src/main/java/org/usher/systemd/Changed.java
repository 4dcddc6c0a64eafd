package org.usher.systemd;

import java.util.Set;
import java.util.TreeSet;

/** What has changed and has not been dealt with. A unit is in it once, however often it has changed. */
final class Changed {
    /** So many names say that asking for everything is cheaper. */
    private static final int UNITS_MAX = 256;

    private final Set<String> units = new TreeSet<>();
    private boolean everything;

    void add(String unit) {
        units.add(unit);
        if (units.size() > UNITS_MAX) {
            addEverything();
        }
    }

    void addEverything() {
        everything = true;
        units.clear();
    }

    boolean isEmpty() {
        return !everything && units.isEmpty();
    }

    /** Returns all of it, and begins anew. */
    Changes take() {
        Changes taken = new Changes(everything, units);
        everything = false;
        units.clear();
        return taken;
    }
}
