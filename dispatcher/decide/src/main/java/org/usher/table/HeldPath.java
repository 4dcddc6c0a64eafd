package org.usher.table;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.usher.path.PathMatch;
import org.usher.path.PathSegments;
import org.usher.route.Holder;
import org.usher.table.Decision.Routed;

/** A held path in one layer, with the decisions that lead there. */
final class HeldPath implements PathMatch.Held {
    private final Holder holder;
    private final List<String> names;
    private final Map<List<Layer>, Routed> decisions = new ConcurrentHashMap<>(1);

    HeldPath(Holder holder) {
        this.holder = holder;
        this.names = PathSegments.names(holder.prefix().path());
    }

    Holder holder() {
        return holder;
    }

    /** The names of the segments of its path. */
    List<String> names() {
        return names;
    }

    /**
     * The decision for a request that came here past {@code higher} layers, made when it is first asked for. There are no
     * more of them than sets of layers that hold something below this path: that is for the claims to say, never for
     * clients.
     */
    Routed decision(List<Layer> higher, Supplier<Routed> made) {
        return decisions.computeIfAbsent(higher, any -> made.get());
    }
}
