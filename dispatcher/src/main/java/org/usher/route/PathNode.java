package org.usher.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place in a {@link PathTrie}: what holds it, and the places below it by the octets of their names.
 *
 * <p>The children lie in a hash table of our own, so that a name is looked up as the octets of the path that hold it.
 */
final class PathNode {
    private final byte[] name;
    private final Settlement answer;
    private final @Nullable Holding holding;
    private final Collection<PathNode> children;
    private final @Nullable PathNode[] slots;

    /**
     * @param name the last part of the path of this place, one character per octet; empty for the root
     * @param answer what a path gets that leads here and no further
     * @param holding what holds this very place, if anything does
     * @param children the places below
     */
    PathNode(String name, Settlement answer, @Nullable Holding holding, Collection<PathNode> children) {
        this.name = name.getBytes(ISO_8859_1);
        this.answer = answer;
        this.holding = holding;
        this.children = List.copyOf(children);
        int size = children.isEmpty() ? 0 : Integer.highestOneBit(children.size()) * 4; // At most half full.
        slots = new PathNode[size];
        children.forEach(this::put);
    }

    Settlement answer() {
        return answer;
    }

    @Nullable
    Holding holding() {
        return holding;
    }

    Collection<PathNode> children() {
        return children;
    }

    /** The child with the name that stands from {@code from} (inclusive) to {@code to} (exclusive), if there is one. */
    @Nullable
    PathNode child(byte[] octets, int from, int to) {
        if (slots.length == 0) {
            return null;
        }
        int slot = slot(octets, from, to);
        PathNode child = slots[slot];
        while (child != null && !Arrays.equals(child.name, 0, child.name.length, octets, from, to)) {
            slot = (slot + 1) & (slots.length - 1);
            child = slots[slot];
        }
        return child;
    }

    private void put(PathNode child) {
        int slot = slot(child.name, 0, child.name.length);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = child;
    }

    private int slot(byte[] octets, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return (hash ^ hash >>> 15) & (slots.length - 1);
    }
}
