package org.usher.path;

/** Where a path leads among held paths. */
public sealed interface PathMatch {

    /** What holds a path; every reading of the path in question leads to this one. */
    non-sealed interface Held extends PathMatch {}

    /**
     * Readings of the path lead to different places.
     *
     * @param segment the segment that can be read in two ways, as it was sent
     * @param piece the name in it that leads elsewhere in one of the readings
     */
    record Ambiguous(String segment, String piece) implements PathMatch {}
}
