package org.usher.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All places of a trie in one array: a large trie does not fit the caches, so what counts is how many pieces of memory a
 * walk meets. A place is known by its index, and lies just before those below it:
 *
 * <pre>
 * answer  index of what a path gets that leads here and no further, negative if it is the place's own
 * length  octets of the name
 * slots   places of a hash table of the children: none or a power of two, never full
 * name    four octets in each number
 * table   for each slot the hash of a child's name and the child, or two zeros
 * </pre>
 *
 * @param <H> what holds a place
 */
final class Places<H extends Settlement.Held> {
    static final int ROOT = 0;
    /** No child: the root is nobody's. */
    static final int NONE = 0;

    private static final int LENGTH = 1;
    private static final int SLOTS = 2;
    private static final int NAME = 3;

    private int[] numbers = new int[64];
    private int size;
    private final Settlement[] answers;

    Places(PathNode<H> root) {
        List<Settlement> found = new ArrayList<>(List.of(Settlement.Free.NOBODYS));
        write(root, 0, found);
        numbers = Arrays.copyOf(numbers, size);
        answers = found.toArray(Settlement[]::new);
    }

    /** What a path gets that leads to this place and no further. */
    Settlement answer(int place) {
        return answers[Math.abs(numbers[place])];
    }

    /** What holds this very place, if anything does. */
    @SuppressWarnings("unchecked") // Of all answers only the holders are a place's own.
    @Nullable
    H holder(int place) {
        return numbers[place] < 0 ? (H) answers[-numbers[place]] : null;
    }

    boolean hasChildren(int place) {
        return numbers[place + SLOTS] > 0;
    }

    void forEachChild(int place, IntConsumer visitor) {
        int table = table(place);
        for (int slot = 0; slot < numbers[place + SLOTS]; slot++) {
            int child = numbers[table + 2 * slot + 1];
            if (child != NONE) {
                visitor.accept(child);
            }
        }
    }

    /** The child with the name that stands from {@code from} (inclusive) to {@code to} (exclusive), or {@link #NONE}. */
    int child(int place, byte[] octets, int from, int to) {
        int mask = numbers[place + SLOTS] - 1;
        if (mask < 0) {
            return NONE;
        }
        int table = table(place);
        int hash = hash(octets, from, to);
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            int child = numbers[table + 2 * slot + 1];
            if (child == NONE || (numbers[table + 2 * slot] == hash && isNamed(child, octets, from, to))) {
                return child;
            }
        }
    }

    private boolean isNamed(int place, byte[] octets, int from, int to) {
        if (numbers[place + LENGTH] != to - from) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if ((byte) (numbers[place + NAME + i / 4] >>> (8 * (i % 4))) != octets[from + i]) {
                return false;
            }
        }
        return true;
    }

    private int table(int place) {
        return place + NAME + (numbers[place + LENGTH] + 3) / 4;
    }

    /** Writes a node and those below it; {@code above} is the answer of the place above. */
    private int write(PathNode<H> node, int above, List<Settlement> found) {
        int place = size;
        byte[] name = node.name();
        int count = node.children().size();
        int slots = count == 0 ? 0 : Integer.highestOneBit(count) * (count < 4 ? 2 : 4);
        size += NAME + (name.length + 3) / 4 + 2 * slots;
        if (size > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        int answer = above;
        H holder = node.holder();
        if (holder != null) {
            answer = found.size();
            found.add(holder);
        }
        numbers[place] = holder == null ? answer : -answer;
        numbers[place + LENGTH] = name.length;
        numbers[place + SLOTS] = slots;
        for (int i = 0; i < name.length; i++) {
            numbers[place + NAME + i / 4] |= (name[i] & 0xff) << (8 * (i % 4));
        }
        int table = table(place);
        for (PathNode<H> child : node.children()) {
            put(table, slots - 1, hash(child.name(), 0, child.name().length), write(child, answer, found));
        }
        return place;
    }

    private void put(int table, int mask, int hash, int child) {
        int slot = hash & mask;
        while (numbers[table + 2 * slot + 1] != NONE) {
            slot = (slot + 1) & mask;
        }
        numbers[table + 2 * slot] = hash;
        numbers[table + 2 * slot + 1] = child;
    }

    private static int hash(byte[] octets, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash ^ hash >>> 15;
    }
}
