package org.usher.table;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathTrie;
import org.usher.prefix.Category;
import org.usher.prefix.HostPattern;
import org.usher.route.Claim;
import org.usher.route.Holding;
import org.usher.route.Route;

/**
 * One step of the search for a host: what is in force for one host pattern on one listener, by path; routes, and
 * reservations that keep others out.
 */
final class HostPaths {
    private final HostPattern host;
    private final PathTrie<HeldPlace> trie;
    private boolean hasRoutes;

    HostPaths(HostPattern host, PathTrie<HeldPlace> trie) {
        this.host = host;
        this.trie = trie;
        trie.forEach(place -> hasRoutes |= place.holding() instanceof Route);
    }

    /** The kind of the host pattern. */
    Category category() {
        return host.category();
    }

    HostPattern host() {
        return host;
    }

    PathTrie<HeldPlace> trie() {
        return trie;
    }

    /** Whether anything here is more than a reservation. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** The only holding, if it holds the root: every path leads to it. */
    @Nullable
    Holding soleRoot() {
        HeldPlace place = trie.soleRoot();
        return place == null ? null : place.holding();
    }

    /** What is held strictly below a prefix's path by others than the unit; not what lies below those in turn. */
    List<Holding> othersBelow(String path, String unit) {
        return trie.heldBelow(path, place -> place.holding().isOf(unit)).stream()
                .map(HeldPlace::holding)
                .toList();
    }

    /** Adds every claim that is in force here. */
    void collectInForce(Collection<Claim> claims) {
        trie.forEach(place -> {
            if (place.holding() instanceof Route route) {
                claims.add(route.claim());
            }
        });
    }
}
