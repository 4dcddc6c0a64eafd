package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place in a {@link PathTrie}: what holds it, and the places below it by the octets of their names.
 *
 * <p>The children lie in a hash table of our own, so that a name is looked up as the octets of the path that hold it.
 *
 * @param <H> what holds a place
 */
public final class PathNode<H> {
    private final byte[] name;
    private final Settlement<H> answer;
    private final @Nullable H holder;
    private final Collection<PathNode<H>> children;
    private final @Nullable PathNode<H>[] slots;

    /**
     * @param name the last part of the path of this place, one character per octet; empty for the root
     * @param answer what a path gets that leads here and no further
     * @param holder what holds this very place, if anything does
     * @param children the places below
     */
    public PathNode(String name, Settlement<H> answer, @Nullable H holder, Collection<PathNode<H>> children) {
        this.name = name.getBytes(ISO_8859_1);
        this.answer = answer;
        this.holder = holder;
        this.children = List.copyOf(children);
        int size = children.isEmpty() ? 0 : Integer.highestOneBit(children.size()) * 4; // At most half full.
        slots = slots(size);
        children.forEach(this::put);
    }

    /** Whether this place or one below it is held. */
    public boolean isHeldSomewhere() {
        return holder != null || !children.isEmpty();
    }

    Settlement<H> answer() {
        return answer;
    }

    @Nullable
    H holder() {
        return holder;
    }

    Collection<PathNode<H>> children() {
        return children;
    }

    /** The child with the name that stands from {@code from} (inclusive) to {@code to} (exclusive), if there is one. */
    @Nullable
    PathNode<H> child(byte[] octets, int from, int to) {
        if (slots.length == 0) {
            return null;
        }
        int slot = slot(octets, from, to);
        PathNode<H> child = slots[slot];
        while (child != null && !Arrays.equals(child.name, 0, child.name.length, octets, from, to)) {
            slot = (slot + 1) & (slots.length - 1);
            child = slots[slot];
        }
        return child;
    }

    private void put(PathNode<H> child) {
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

    @SuppressWarnings("unchecked") // An array has no type parameter; nothing but our own nodes is put in.
    private static <H> @Nullable PathNode<H>[] slots(int size) {
        return (@Nullable PathNode<H>[]) new PathNode<?>[size];
    }
}
