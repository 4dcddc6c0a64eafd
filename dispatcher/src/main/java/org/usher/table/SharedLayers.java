package org.usher.table;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathParts;
import org.usher.path.PathTrie;
import org.usher.path.Settlement;

/**
 * The layers of the search that many hosts share: those of wildcards and of the local address. What is claimed for a host
 * alone comes in between. Compared by identity.
 */
final class SharedLayers {
    private final HostPaths[] layers;
    private final PathTrie<?>[] tries;
    private final int before;
    private final boolean hasRoutes;
    private final SharedLayers narrowed;

    /**
     * Layers in the order of the search.
     *
     * @param before how many of them come before what a host has of its own
     * @param narrowed the same without the weak wildcard; null if that is not among them
     */
    SharedLayers(List<HostPaths> layers, int before, @Nullable SharedLayers narrowed) {
        this.layers = layers.toArray(HostPaths[]::new);
        this.tries = layers.stream().map(HostPaths::trie).toArray(PathTrie<?>[]::new);
        this.before = before;
        this.hasRoutes = layers.stream().anyMatch(HostPaths::hasRoutes);
        this.narrowed = narrowed == null ? this : narrowed;
    }

    int count() {
        return layers.length;
    }

    /** How many come before what a host has of its own. */
    int before() {
        return before;
    }

    HostPaths layer(int k) {
        return layers[k];
    }

    /** Where a path leads in one layer. */
    Settlement settle(int k, PathParts parts) {
        return tries[k].settle(parts);
    }

    boolean hasRoutes() {
        return hasRoutes;
    }

    /** What is left where the weak wildcard does not answer. */
    SharedLayers narrowed() {
        return narrowed;
    }
}
