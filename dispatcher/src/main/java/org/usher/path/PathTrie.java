package org.usher.path;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Held paths. The longest one that a path lies below has it, if the route is settled: if every way in which programs read
 * the path leads there.
 *
 * @param <H> what holds a path
 */
public final class PathTrie<H> {
    private final PathNode<H> root;

    /** A trie from its root on; there must be nothing in it that neither is held nor has anything held below. */
    public PathTrie(PathNode<H> root) {
        this.root = root;
    }

    /** The only holder, if it holds the root: every path leads to it. */
    public @Nullable H soleRoot() {
        return root.children().isEmpty() ? root.holder() : null;
    }

    /** Where a path leads that begins with {@code /}. An ordinary path is read once. */
    public Settlement<H> settle(byte[] path) {
        PathParts parts = new PathParts(path);
        PathNode<H> place = root;
        boolean more = parts.next();
        while (more && parts.isPlain()) {
            PathNode<H> child = parts.childOf(place);
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
        return new OddReading<>(place, place == root).settle(parts);
    }

    /** What is held strictly below a canonical path, but for what is skipped; not what lies below those in turn. */
    public List<H> heldBelow(String path, Predicate<? super H> skipped) {
        PathNode<H> place = at(path);
        List<H> held = new ArrayList<>();
        if (place != null) {
            collectBelow(place, skipped, held);
        }
        return held;
    }

    /** Visits every holder. */
    public void forEach(Consumer<? super H> visitor) {
        visit(root, visitor);
    }

    private @Nullable PathNode<H> at(String path) {
        PathParts parts = new PathParts(path.getBytes(US_ASCII));
        PathNode<H> place = root;
        while (place != null && parts.next() && !parts.isEmpty()) {
            place = parts.childOf(place);
        }
        return place;
    }

    private static <H> void collectBelow(PathNode<H> place, Predicate<? super H> skipped, List<H> held) {
        for (PathNode<H> child : place.children()) {
            H holder = child.holder();
            if (holder == null || skipped.test(holder)) {
                collectBelow(child, skipped, held);
            } else {
                held.add(holder);
            }
        }
    }

    private static <H> void visit(PathNode<H> place, Consumer<? super H> visitor) {
        if (place.holder() != null) {
            visitor.accept(place.holder());
        }
        place.children().forEach(child -> visit(child, visitor));
    }
}
