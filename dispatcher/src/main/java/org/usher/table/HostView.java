package org.usher.table;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathTrie;
import org.usher.path.Settlement;

/**
 * What the requests of one host can reach on one listener and local address, in the order of the search. Compared by
 * identity: hosts that nothing names share one.
 */
final class HostView {
    private final HostPaths[] layers;
    private final PathTrie<?>[] tries;
    private final boolean hasRoutes;
    private final HostView narrowed;

    /** A view without the weak wildcard. */
    HostView(List<HostPaths> layers) {
        this(layers, null);
    }

    /** @param narrowed the same view without the weak wildcard, if this one has it */
    HostView(List<HostPaths> layers, @Nullable HostView narrowed) {
        this.narrowed = narrowed == null ? this : narrowed;
        this.layers = layers.toArray(HostPaths[]::new);
        this.tries = layers.stream().map(HostPaths::trie).toArray(PathTrie<?>[]::new);
        this.hasRoutes = layers.stream().anyMatch(HostPaths::hasRoutes);
    }

    /** Whether some claim has these hosts: tells an unknown path from an unknown host. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** What the host reaches where the weak wildcard does not answer to it. */
    HostView narrowed() {
        return narrowed;
    }

    /** Number of steps of the search. */
    int depth() {
        return layers.length;
    }

    /** Where a path leads at one step of the search. */
    Settlement settle(int k, byte[] path) {
        return tries[k].settle(path);
    }

    HostPaths layer(int k) {
        return layers[k];
    }
}
