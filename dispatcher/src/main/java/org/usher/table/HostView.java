package org.usher.table;

import org.usher.path.NamedTries;
import org.usher.path.PathParts;
import org.usher.path.Settlement;

/**
 * What the requests of one host can reach on one listener and local address, in the order of the search: what is claimed
 * for it alone, among the layers that it shares. Made for each look-up, and never kept.
 */
final class HostView {
    private final NamedHosts hosts;
    private final int own;
    private final SharedLayers shared;

    /** @param own the host among {@code hosts}, or {@link NamedTries#NONE} */
    HostView(NamedHosts hosts, int own, SharedLayers shared) {
        this.hosts = hosts;
        this.own = own;
        this.shared = shared;
    }

    /** The host among those that are named; two views are the same where this and {@link #shared} are. */
    int own() {
        return own;
    }

    SharedLayers shared() {
        return shared;
    }

    /** Whether some claim has these hosts: tells an unknown path from an unknown host. */
    boolean hasRoutes() {
        return shared.hasRoutes() || (hasOwn() && hosts.paths(own).hasRoutes());
    }

    /** Number of steps of the search. */
    int depth() {
        return hasOwn() ? shared.count() + 1 : shared.count();
    }

    /** Where a path leads at one step of the search. */
    Settlement settle(int k, PathParts parts) {
        return isOwn(k) ? hosts.settle(own, parts) : shared.settle(sharedIndex(k), parts);
    }

    HostPaths layer(int k) {
        return isOwn(k) ? hosts.paths(own) : shared.layer(sharedIndex(k));
    }

    private boolean hasOwn() {
        return own != NamedTries.NONE;
    }

    private boolean isOwn(int k) {
        return hasOwn() && k == shared.before();
    }

    private int sharedIndex(int k) {
        return hasOwn() && k > shared.before() ? k - 1 : k;
    }
}
