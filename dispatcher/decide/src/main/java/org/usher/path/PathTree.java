package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Held paths, as a tree of their parts. The longest one that a path lies below has it, if the route is settled: if every
 * way in which programs read the path leads there.
 *
 * @param <H> what holds a path
 */
public final class PathTree<H extends PathMatch.Held> {
    private final @Nullable H holder;
    private final PathMatch answer;
    private final Map<String, PathTree<H>> children;

    /**
     * A place of the tree, with those below it.
     *
     * @param holder what holds this very place, if anything does
     * @param answer what a path gets that leads here and no further: the holder, or that of the nearest place above
     * @param children by name, one character per octet
     */
    public PathTree(@Nullable H holder, PathMatch answer, Map<String, PathTree<H>> children) {
        this.holder = holder;
        this.answer = answer;
        this.children = Map.copyOf(children);
    }

    /** Whether this place or one below it is held. */
    public boolean isHeldSomewhere() {
        return holder != null || !children.isEmpty();
    }

    /** The only holder, if it holds the root: every path leads to it. */
    public @Nullable H soleRoot() {
        return children.isEmpty() ? holder : null;
    }

    /** Where a path leads. An ordinary path is read once. */
    public PathMatch settle(PathSegments parts) {
        parts.rewind();
        PathTree<H> place = this;
        boolean more = parts.next();
        while (more && parts.isPlain()) {
            PathTree<H> child = place.child(parts.plainName());
            if (child == null) {
                break;
            }
            place = child;
            more = parts.next();
        }
        return !more || parts.isRestPlain() ? place.answer : new AmbiguityCheck(place, place == this).settle(parts);
    }

    /** What is held strictly below a canonical path, but for what is skipped; not what lies below those in turn. */
    public List<H> heldBelow(String path, Predicate<? super H> skipped) {
        List<H> held = new ArrayList<>();
        PathSegments parts = new PathSegments(path.getBytes(US_ASCII));
        PathTree<H> place = this;
        while (place != null && parts.next() && !parts.isEmpty()) {
            place = place.child(parts.plainName());
        }
        if (place != null) {
            place.collectBelow(skipped, held);
        }
        return held;
    }

    /** Visits every holder. */
    public void forEach(Consumer<? super H> visitor) {
        if (holder != null) {
            visitor.accept(holder);
        }
        children.values().forEach(child -> child.forEach(visitor));
    }

    @Nullable
    PathTree<H> child(String name) {
        return children.get(name);
    }

    boolean hasChild(byte[] octets, int from, int to) {
        return children.containsKey(new String(octets, from, to - from, ISO_8859_1));
    }

    PathMatch answer() {
        return answer;
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
}
