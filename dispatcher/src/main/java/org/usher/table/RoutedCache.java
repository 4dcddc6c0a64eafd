package org.usher.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.Scope;
import org.usher.handoff.Scope.Kind;
import org.usher.route.Decision.Routed;
import org.usher.route.Route;

/**
 * The decisions for one route table, each with its scope, which takes a look at all that the host can reach: found out
 * when it is first asked for, and kept.
 */
final class RoutedCache {
    /** Most decisions that are kept, about 200 octets each; when there are more, they are found out anew. */
    private static final int SIZE_MAX = 16_384;

    private final Map<Key, Routed> decisions = new ConcurrentHashMap<>();

    /** The decision for what is held in layer {@code k} of a view. */
    Routed get(LocalTable local, HostView view, int k, HeldPlace place, Route route) {
        Key key = new Key(view, place);
        Routed known = decisions.get(key);
        if (known != null) {
            place.remember(view, known);
            return known;
        }
        if (decisions.size() >= SIZE_MAX) {
            decisions.clear();
        }
        HostPaths layer = view.layer(k);
        Routed found = new Routed(route, layer.category(), scope(local, view, k, route));
        decisions.put(key, found);
        place.remember(view, found);
        return found;
    }

    private static Scope scope(LocalTable local, HostView view, int k, Route route) {
        if (route.app().isolate()) {
            return Scope.CLOSE;
        }
        if (local.leadsAlwaysTo(route, view.layer(k))) {
            return Scope.of(Kind.CONNECTION, Scope.LEASE_SECONDS_DEFAULT);
        }
        return Scope.prefix(Scope.LEASE_SECONDS_DEFAULT, excepts(view, k, route));
    }

    /**
     * The paths below the route's that others have in the same or a higher layer. None of a higher layer lies at or above
     * the route's path: it would have won.
     */
    private static List<String> excepts(HostView view, int last, Route route) {
        TreeSet<String> paths = new TreeSet<>(); // Sorted, so that a path comes right after one that it lies below.
        for (int k = 0; k <= last; k++) {
            view.layer(k)
                    .othersBelow(route.prefix().path(), route.app().unit())
                    .forEach(other -> paths.add(other.prefix().path()));
        }
        List<String> excepts = new ArrayList<>();
        for (String path : paths) {
            if (excepts.isEmpty() || !path.startsWith(excepts.get(excepts.size() - 1))) {
                excepts.add(path);
            }
        }
        return excepts;
    }

    /** What is shared and the place by identity: values of this size would cost more to compare than they save. */
    private static final class Key {
        private final int own;
        private final SharedLayers shared;
        private final HeldPlace place;

        Key(HostView view, HeldPlace place) {
            this.own = view.own();
            this.shared = view.shared();
            this.place = place;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.own == own && key.shared == shared && key.place == place;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * own + System.identityHashCode(shared)) + System.identityHashCode(place);
        }
    }
}
