package org.usher.table;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.usher.path.PathMatch;
import org.usher.route.Decision.Routed;
import org.usher.route.Holder;

/** A held place among paths, and the decisions that lead there. */
final class HeldPlace implements PathMatch.Held {
    /** Hosts that fall through to one place by different ways; nearly always it is one way. */
    private static final int DECISIONS_MAX = 1_000;

    private final Holder holding;
    private final Map<List<HostPaths>, Routed> decisions = new ConcurrentHashMap<>(1);

    HeldPlace(Holder holding) {
        this.holding = holding;
    }

    Holder holding() {
        return holding;
    }

    /** The decision for who came here by these layers, made when it is first asked for. */
    Routed decision(List<HostPaths> layers, Supplier<Routed> made) {
        Routed known = decisions.get(layers);
        if (known == null) {
            if (decisions.size() >= DECISIONS_MAX) {
                decisions.clear();
            }
            known = made.get();
            decisions.put(List.copyOf(layers), known);
        }
        return known;
    }
}
