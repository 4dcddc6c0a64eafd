package org.usher.path;

/**
 * Where a path leads among held paths.
 *
 * @param <H> what holds a path
 */
public sealed interface Settlement<H> {

    /** Every reading of the path leads to one holder. */
    record Held<H>(H holder) implements Settlement<H> {}

    /** No reading of the path leads to a holder. */
    record Free<H>() implements Settlement<H> {}

    /**
     * Readings of the path lead to different places.
     *
     * @param part the part of the path that can be read in two ways, as it was sent
     * @param piece what one of the readings makes of it
     */
    record Ambiguous<H>(String part, String piece) implements Settlement<H> {}
}
