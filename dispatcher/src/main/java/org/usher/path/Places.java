package org.usher.path;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All places of some tries in one array: many do not fit the caches, so what counts is how many pieces of memory a walk
 * meets. A place is known by its index, and lies just before those below it:
 *
 * <pre>
 * answer  index of what a path gets that leads here and no further, negative if it is the place's own
 * length  octets of the name: a part of a path, or what a root is known by
 * slots   places of a hash table of the children: none or a power of two, never full
 * name    four octets in each number
 * table   for each slot the hash of a child's name and the child, or two zeros
 * </pre>
 *
 * @param <H> what holds a place
 */
public final class Places<H extends Settlement.Held> {
    /** No place. */
    static final int NONE = 0;

    private static final int LENGTH = 1;
    private static final int SLOTS = 2;
    private static final int NAME = 3;

    private int[] numbers = new int[64];
    private int size = NONE + 1;
    private Settlement[] answers = {Settlement.Free.NOBODYS};
    private int answerCount = 1;

    /** Adds the places of one trie; all that has nothing below must be held. */
    public PathTrie<H> add(PathNode<H> root) {
        return new PathTrie<>(this, write(root, 0));
    }

    /** Gives back what was kept for more tries: none is added any more. */
    public void trim() {
        numbers = Arrays.copyOf(numbers, size);
        answers = Arrays.copyOf(answers, answerCount);
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

    /** Whether a place has this name of one character per octet. */
    boolean isNamed(int place, String name) {
        int length = name.length();
        if (numbers[place + LENGTH] != length) {
            return false;
        }
        int at = place + NAME;
        int next = 0;
        for (; next + 4 <= length; next += 4) {
            int word = word(name.charAt(next), name.charAt(next + 1), name.charAt(next + 2), name.charAt(next + 3));
            if (numbers[at++] != word) {
                return false;
            }
        }
        int rest = 0;
        for (int i = length - 1; i >= next; i--) {
            rest = rest << 8 | name.charAt(i);
        }
        return next == length || numbers[at] == rest;
    }

    /** Four octets at a time: names differ in length, and a loop for each octet would end where no processor expects it. */
    private boolean isNamed(int place, byte[] octets, int from, int to) {
        if (numbers[place + LENGTH] != to - from) {
            return false;
        }
        int at = place + NAME;
        int next = from;
        for (; next + 4 <= to; next += 4) {
            int word = word(
                    octets[next] & 0xff, octets[next + 1] & 0xff, octets[next + 2] & 0xff, octets[next + 3] & 0xff);
            if (numbers[at++] != word) {
                return false;
            }
        }
        int rest = 0;
        for (int i = to - 1; i >= next; i--) {
            rest = rest << 8 | (octets[i] & 0xff);
        }
        return next == to || numbers[at] == rest;
    }

    private static int word(int first, int second, int third, int fourth) {
        return first | second << 8 | third << 16 | fourth << 24;
    }

    private int table(int place) {
        return place + NAME + (numbers[place + LENGTH] + 3) / 4;
    }

    /** Writes a node and those below it; {@code above} is the answer of the place above. */
    private int write(PathNode<H> node, int above) {
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
            answer = answerCount++;
            answers = answer < answers.length ? answers : Arrays.copyOf(answers, 2 * answerCount);
            answers[answer] = holder;
        }
        numbers[place] = holder == null ? answer : -answer;
        numbers[place + LENGTH] = name.length;
        numbers[place + SLOTS] = slots;
        for (int i = 0; i < name.length; i++) {
            numbers[place + NAME + i / 4] |= (name[i] & 0xff) << (8 * (i % 4));
        }
        int table = table(place);
        for (PathNode<H> child : node.children()) {
            put(table, slots - 1, hash(child.name(), 0, child.name().length), write(child, answer));
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
