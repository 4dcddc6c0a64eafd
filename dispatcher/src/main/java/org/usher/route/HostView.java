package org.usher.route;

import java.util.List;

/**
 * What the requests of one host can reach on one listener and local address, in the order of the search. Compared by
 * identity: hosts that nothing names share one.
 */
final class HostView {
    private final Layer[] layers;
    private final boolean hasRoutes;

    HostView(List<Layer> layers) {
        this.layers = layers.toArray(Layer[]::new);
        this.hasRoutes = layers.stream().anyMatch(layer -> layer.paths().hasRoutes());
    }

    /** Whether some claim has these hosts: tells an unknown path from an unknown host. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** Number of layers. */
    int depth() {
        return layers.length;
    }

    Layer layer(int k) {
        return layers[k];
    }
}
