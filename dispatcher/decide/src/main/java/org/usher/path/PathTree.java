package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch.Ambiguous;

/**
 * Held paths as a tree of their segments. A path goes to the longest held path at or above it, provided that every way
 * in which programs read the path leads there.
 *
 * <p>It is filled by {@link #hold} before it is shared, and never changes afterwards.
 *
 * @param <H> what holds a path
 */
public final class PathTree<H extends PathMatch.Held> {
    /** By name, one character per octet. */
    private final Map<String, PathTree<H>> children = new HashMap<>(4);

    private @Nullable H holder;

    /** Has {@code holder} hold the path of these names; one that held it before goes. */
    public void hold(List<String> names, H holder) {
        PathTree<H> place = this;
        for (String name : names) {
            place = place.children.computeIfAbsent(name, any -> new PathTree<>());
        }
        place.holder = holder;
    }

    /**
     * Finds where a path leads; null if no reading of it leads to a held one. An ordinary path is read once.
     *
     * @param passed receives all holders on the way of the path, the shortest first; null if nobody asks
     */
    public @Nullable PathMatch match(PathSegments segments, @Nullable Collection<? super H> passed) {
        H longest = null;
        PathTree<H> place = this;
        PathTree<H> next = this;
        segments.rewind();
        boolean more = true;
        while (next != null) {
            place = next;
            if (place.holder != null) {
                longest = place.holder;
                if (passed != null) {
                    passed.add(place.holder);
                }
            }
            more = segments.next();
            next = more && segments.isPlain() ? place.child(segments.plainName()) : null;
        }
        if (!more || segments.isRestPlain()) {
            return longest;
        }
        Ambiguous ambiguous = new AmbiguityCheck(place, place == this).check(segments);
        return ambiguous == null ? longest : ambiguous;
    }

    /** The part of the tree at and below the path of these names; null if nothing is held there. */
    public @Nullable PathTree<H> at(List<String> names) {
        PathTree<H> place = this;
        for (int i = 0; i < names.size() && place != null; i++) {
            place = place.child(names.get(i));
        }
        return place;
    }

    /** What is held strictly below, but for what is skipped; not what lies below those in turn. */
    public List<H> heldBelow(Predicate<? super H> skipped) {
        List<H> held = new ArrayList<>();
        collectBelow(skipped, held);
        return held;
    }

    private void collectBelow(Predicate<? super H> skipped, List<H> held) {
        for (PathTree<H> child : children.values()) {
            if (child.holder == null || skipped.test(child.holder)) {
                child.collectBelow(skipped, held);
            } else {
                held.add(child.holder);
            }
        }
    }

    /** Whether there is nothing but this one place. */
    public boolean isLeaf() {
        return children.isEmpty();
    }

    @Nullable
    PathTree<H> child(String name) {
        return children.get(name);
    }

    boolean hasChild(byte[] octets, int from, int to) {
        return children.containsKey(new String(octets, from, to - from, ISO_8859_1));
    }
}
