package org.usher.table;

import org.jspecify.annotations.Nullable;
import org.usher.path.Settlement;
import org.usher.route.Decision.Routed;
import org.usher.route.Holding;

/** A held place among paths, and the decision that was last found for it. Compared by identity. */
final class HeldPlace implements Settlement.Held {
    private final Holding holding;
    private @Nullable Asked lastAsked;

    HeldPlace(Holding holding) {
        this.holding = holding;
    }

    Holding holding() {
        return holding;
    }

    /** The decision that was last {@linkplain #remember remembered}, if it was for this view. */
    @Nullable
    Routed remembered(HostView view) {
        Asked last = lastAsked;
        return last != null && last.own == view.own() && last.shared == view.shared() ? last.decision : null;
    }

    /** Keeps the decision for one view: a place is nearly always asked for by the same hosts. */
    void remember(HostView view, Routed decision) {
        lastAsked = new Asked(view, decision);
    }

    /** Never changes, so that threads may race to replace it. */
    private static final class Asked {
        private final int own;
        private final SharedLayers shared;
        private final Routed decision;

        Asked(HostView view, Routed decision) {
            this.own = view.own();
            this.shared = view.shared();
            this.decision = decision;
        }
    }
}
