package org.usher.route;

import org.jspecify.annotations.Nullable;
import org.usher.route.Decision.Routed;

/** Where a path leads among the claims and reservations of one host pattern. */
sealed interface Settlement {

    /** Every reading of the path leads to one holding. Compared by identity: there is one for each place of a trie. */
    final class Held implements Settlement {
        private final Holding holding;
        private @Nullable Asked lastAsked;

        Held(Holding holding) {
            this.holding = holding;
        }

        Holding holding() {
            return holding;
        }

        /** The decision that was last {@linkplain #remember remembered}, if it was for this view. */
        @Nullable
        Routed remembered(HostView view) {
            Asked last = lastAsked;
            return last != null && last.view == view ? last.decision : null;
        }

        /** Keeps the decision for one view: a holding is nearly always asked for by the same hosts. */
        void remember(HostView view, Routed decision) {
            lastAsked = new Asked(view, decision);
        }

        /** Never changes, so that threads may race to replace it. */
        private static final class Asked {
            private final HostView view;
            private final Routed decision;

            Asked(HostView view, Routed decision) {
                this.view = view;
                this.decision = decision;
            }
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
