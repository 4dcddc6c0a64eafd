package org.usher.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims and reservations of one host pattern on one listener, by path. The longest one that a path lies below has
 * it, if the route is settled: if every way in which programs read the path leads there.
 */
final class PathTrie {
    private final PathNode root;
    private final boolean hasRoutes;

    PathTrie(PathNode root) {
        this.root = root;
        this.hasRoutes = hasRoute(root);
    }

    /** Whether anything here is more than a reservation. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** The only holding, if it holds the root: every path leads to it. */
    @Nullable
    Holding soleRoot() {
        return root.children().isEmpty() ? root.holding() : null;
    }

    /** Where a path leads that begins with {@code /}. An ordinary path is read once. */
    Settlement settle(byte[] path) {
        PathParts parts = new PathParts(path);
        PathNode place = root;
        boolean more = parts.next();
        while (more && parts.isPlain()) {
            PathNode child = parts.childOf(place);
            if (child == null) {
                break;
            }
            place = child;
            more = parts.next();
        }
        int rest = parts.start();
        while (more && parts.isPlain()) {
            more = parts.next();
        }
        if (!more) {
            return place.answer();
        }
        parts.goTo(rest);
        return new OddReading(place, place == root).settle(parts);
    }

    /** What is held strictly below a prefix's path by others than the unit; not what lies below those in turn. */
    List<Holding> othersBelow(String path, String unit) {
        PathNode place = at(path);
        List<Holding> others = new ArrayList<>();
        if (place != null) {
            collectOthers(place, unit, others);
        }
        return others;
    }

    /** What is held on the way to a path's place, the root first. */
    List<Holding> heldAlong(byte[] path) {
        List<Holding> held = new ArrayList<>();
        PathParts parts = new PathParts(path);
        PathNode place = root;
        while (place != null) {
            if (place.holding() != null) {
                held.add(place.holding());
            }
            place = parts.next() && parts.isPlain() ? parts.childOf(place) : null;
        }
        return held;
    }

    /** Adds every claim that is in force here. */
    void collectInForce(Collection<Claim> claims) {
        collectInForce(root, claims);
    }

    private static void collectInForce(PathNode place, Collection<Claim> claims) {
        if (place.holding() instanceof Route route) {
            claims.add(route.claim());
        }
        place.children().forEach(child -> collectInForce(child, claims));
    }

    private @Nullable PathNode at(String path) {
        PathParts parts = new PathParts(path.getBytes(US_ASCII));
        PathNode place = root;
        while (place != null && parts.next() && !parts.isEmpty()) {
            place = parts.childOf(place);
        }
        return place;
    }

    private static void collectOthers(PathNode place, String unit, List<Holding> others) {
        for (PathNode child : place.children()) {
            Holding holding = child.holding();
            if (holding == null || holding.isOf(unit)) {
                collectOthers(child, unit, others);
            } else {
                others.add(holding);
            }
        }
    }

    private static boolean hasRoute(PathNode node) {
        return node.holding() instanceof Route || node.children().stream().anyMatch(PathTrie::hasRoute);
    }
}
