package org.usher.path;

/** Where a path leads among held paths. */
public sealed interface PathMatch {

    /** Every reading of the path leads to this, which holds it. */
    non-sealed interface Held extends PathMatch {}

    /** No reading of the path leads to a holder. */
    enum Free implements PathMatch {
        NOBODYS
    }

    /**
     * Readings of the path lead to different places.
     *
     * @param part the part of the path that can be read in two ways, as it was sent
     * @param piece what one of the readings makes of it
     */
    record Ambiguous(String part, String piece) implements PathMatch {}
}
