package org.usher.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place in a {@link PathTrie}: what holds it, and the places below it by the octets of their names.
 *
 * <p>The children lie in a hash table of our own, so that a name is looked up as the octets of the path that hold it.
 */
final class PathNode {
    private static final byte[] NO_NAME = {};

    private final Settlement answer;
    private final @Nullable Holding holding;
    private final Collection<PathNode> children;
    private final byte[][] names;
    private final @Nullable PathNode[] nodes;

    /**
     * @param answer what a path gets that leads here and no further
     * @param holding what holds this very place, if anything does
     * @param children by name, one character per octet
     */
    PathNode(Settlement answer, @Nullable Holding holding, Map<String, PathNode> children) {
        this.answer = answer;
        this.holding = holding;
        this.children = children.values();
        int size = children.isEmpty() ? 1 : Integer.highestOneBit(children.size()) * 4; // At most half full.
        names = new byte[size][];
        Arrays.fill(names, NO_NAME);
        nodes = new PathNode[size];
        children.forEach((name, node) -> put(name.getBytes(ISO_8859_1), node));
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
        if (children.isEmpty()) {
            return null;
        }
        int slot = slot(octets, from, to);
        while (nodes[slot] != null) {
            byte[] name = names[slot];
            if (Arrays.equals(name, 0, name.length, octets, from, to)) {
                return nodes[slot];
            }
            slot = (slot + 1) & (nodes.length - 1);
        }
        return null;
    }

    private void put(byte[] name, PathNode node) {
        int slot = slot(name, 0, name.length);
        while (nodes[slot] != null) {
            slot = (slot + 1) & (nodes.length - 1);
        }
        names[slot] = name;
        nodes[slot] = node;
    }

    private int slot(byte[] octets, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return (hash ^ hash >>> 15) & (nodes.length - 1);
    }
}
