package org.usher.route;

/** Where a path leads among the claims and reservations of one host pattern. */
sealed interface Settlement {

    /** Every reading of the path leads to one holding. Compared by identity: there is one for each place of a trie. */
    final class Held implements Settlement {
        private final Holding holding;

        Held(Holding holding) {
            this.holding = holding;
        }

        Holding holding() {
            return holding;
        }
    }

    /** No reading of the path leads to a holding. */
    enum Free implements Settlement {
        NOBODYS
    }

    /**
     * Readings of the path lead to different places.
     *
     * @param part the part of the path that can be read in two ways, as it was sent
     * @param piece what one of the readings makes of it
     */
    record Ambiguous(String part, String piece) implements Settlement {}
}
