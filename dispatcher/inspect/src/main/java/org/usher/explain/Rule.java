package org.usher.explain;

import java.util.Locale;

/** What became of somebody who could have taken a request. The names are stable words for programs. */
public enum Rule {
    /** It takes the request, or as a reservation keeps it from everybody. */
    WINS,
    /** A longer prefix for the same hosts wins. */
    SHORTER,
    /** The search ended at another kind of host. */
    CATEGORY,
    /** The path has readings that lead elsewhere. */
    AMBIGUOUS,
    /** Another unit has the same prefix, by the order of claims. */
    CONFLICT,
    /** A reservation does not let the unit have the prefix; or somebody has claimed what this reservation keeps. */
    RESERVATION,
    /** It is for another port or scheme. */
    LISTENER,
    /** The weak wildcard does not answer to this host on this listener. */
    HOST,
    /** Its unit is not active. */
    INACTIVE;

    /** The stable word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
