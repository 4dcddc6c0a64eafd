package org.usher.table;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.usher.path.PathMatch;
import org.usher.path.PathSegments;
import org.usher.route.Holder;
import org.usher.table.Decision.Routed;

/** A held path in one layer, with the decisions that lead there. */
final class HeldPath implements PathMatch.Held {
    final Holder holder;

    /** The names of the segments of its path. */
    final List<String> names;

    /**
     * The decisions for requests that came here past these layers, each made when it is first asked for. There are no more of
     * them than sets of layers that hold something below this path: that is for the claims to say, never for clients.
     */
    final Map<List<Layer>, Routed> decisions = new ConcurrentHashMap<>(1);

    HeldPath(Holder holder) {
        this.holder = holder;
        this.names = PathSegments.names(holder.prefix().path());
    }
}
