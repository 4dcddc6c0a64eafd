package org.usher.table;

import java.util.Collection;
import java.util.List;
import org.usher.path.PathTree;
import org.usher.route.Category;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Route;

/** One layer of the search: what one host pattern holds on one listener, by path. Compared by identity. */
public final class Layer {
    private final HostPattern host;
    final PathTree<HeldPath> tree = new PathTree<>();
    private final boolean hasRoutes;

    /** Makes the layer of a host pattern from what holds its paths: at most one holder for each path. */
    public Layer(HostPattern host, Collection<? extends Holder> holders) {
        this.host = host;
        for (Holder holder : holders) {
            HeldPath place = new HeldPath(holder);
            tree.hold(place.names, place);
        }
        this.hasRoutes = holders.stream().anyMatch(Route.class::isInstance);
    }

    HostPattern host() {
        return host;
    }

    boolean isWeak() {
        return host.category() == Category.WEAK;
    }

    /** Whether anything here is more than a reservation. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** Whether anything here is held at or below the path of a place, which may be of another layer. */
    boolean reachesBelow(HeldPath place) {
        return tree.at(place.names) != null;
    }

    /** Whether a place has the root and nothing is held below it: every path leads to it. */
    boolean isAllOf(HeldPath place) {
        return place.names.isEmpty() && tree.isLeaf();
    }

    /** What is held below the path of a place by others than {@code unit}; not what lies below those in turn. */
    List<HeldPath> othersBelow(HeldPath place, String unit) {
        PathTree<HeldPath> here = tree.at(place.names);
        return here == null ? List.of() : here.heldBelow(below -> below.holder.isOf(unit));
    }
}
