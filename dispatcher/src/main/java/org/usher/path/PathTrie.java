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
public final class PathTrie<H extends Settlement.Held> {
    private final Places<H> places;
    private final int root;

    PathTrie(Places<H> places, int root) {
        this.places = places;
        this.root = root;
    }

    int root() {
        return root;
    }

    /** The only holder, if it holds the root: every path leads to it. */
    public @Nullable H soleRoot() {
        return places.hasChildren(root) ? null : places.holder(root);
    }

    /** Where a path leads; what this learns of its parts serves the next trie that is asked. */
    public Settlement settle(PathParts parts) {
        return settle(places, root, parts);
    }

    /** Where a path leads in the trie with this root. An ordinary path is read once. */
    static Settlement settle(Places<?> places, int root, PathParts parts) {
        parts.rewind();
        int place = root;
        boolean more = parts.next();
        while (more && parts.isPlain()) {
            int child = parts.childOf(places, place);
            if (child == Places.NONE) {
                break;
            }
            place = child;
            more = parts.next();
        }
        if (!more || parts.isRestPlain()) {
            return places.answer(place);
        }
        return new OddReading(places, place, place == root).settle(parts);
    }

    /** What is held strictly below a canonical path, but for what is skipped; not what lies below those in turn. */
    public List<H> heldBelow(String path, Predicate<? super H> skipped) {
        List<H> held = new ArrayList<>();
        PathParts parts = new PathParts(path.getBytes(US_ASCII));
        int place = root;
        while (parts.next() && !parts.isEmpty()) {
            place = parts.childOf(places, place);
            if (place == Places.NONE) {
                return held;
            }
        }
        collectBelow(place, skipped, held);
        return held;
    }

    /** Visits every holder. */
    public void forEach(Consumer<? super H> visitor) {
        visit(root, visitor);
    }

    private void collectBelow(int place, Predicate<? super H> skipped, List<H> held) {
        places.forEachChild(place, child -> {
            H holder = places.holder(child);
            if (holder == null || skipped.test(holder)) {
                collectBelow(child, skipped, held);
            } else {
                held.add(holder);
            }
        });
    }

    private void visit(int place, Consumer<? super H> visitor) {
        H holder = places.holder(place);
        if (holder != null) {
            visitor.accept(holder);
        }
        places.forEachChild(place, child -> visit(child, visitor));
    }
}
