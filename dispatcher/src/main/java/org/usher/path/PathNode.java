package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place of a {@link PathTrie} while that is built: what holds it, and the places below it.
 *
 * @param <H> what holds a place
 */
public final class PathNode<H extends Settlement.Held> {
    private final byte[] name;
    private final @Nullable H holder;
    private final List<PathNode<H>> children;

    /**
     * @param name the last part of the path of this place, one character per octet; of a root, the name of its trie
     * @param holder what holds this very place, if anything does
     * @param children the places below, each with a name of its own
     */
    public PathNode(String name, @Nullable H holder, Collection<PathNode<H>> children) {
        this.name = name.getBytes(ISO_8859_1);
        this.holder = holder;
        this.children = List.copyOf(children);
    }

    /** Whether this place or one below it is held. */
    public boolean isHeldSomewhere() {
        return holder != null || !children.isEmpty();
    }

    byte[] name() {
        return name;
    }

    @Nullable
    H holder() {
        return holder;
    }

    List<PathNode<H>> children() {
        return children;
    }
}
