package org.usher.path;

import java.util.List;

/**
 * Tries by name. A name stands in memory where the places of its trie begin, so whoever finds it has what comes next.
 *
 * @param <H> what holds a path
 */
public final class NamedTries<H extends Settlement.Held> {
    /** What {@link #find} returns for a name that no trie has. */
    public static final int NONE = -1;

    private static final int ROOT = 1;
    private static final int INDEX = 2;
    private static final int SLOT_SIZE = 3;

    private final Places<H> places;

    /** A hash table, never full: for each slot a hash, the root of the trie, and its index; or {@link Places#NONE} as root. */
    private final int[] slots;

    private final int mask;

    /**
     * Makes a table of tries.
     *
     * @param places what they all are part of
     * @param names the names that their {@linkplain PathNode roots} have, each once
     * @param tries in the order of the names
     */
    public NamedTries(Places<H> places, List<String> names, List<PathTrie<H>> tries) {
        this.places = places;
        int count = Integer.highestOneBit(Math.max(1, names.size())) * 4;
        this.slots = new int[SLOT_SIZE * count];
        this.mask = count - 1;
        for (int i = 0; i < names.size(); i++) {
            int hash = hash(names.get(i));
            int slot = hash & mask;
            while (slots[SLOT_SIZE * slot + ROOT] != Places.NONE) {
                slot = (slot + 1) & mask;
            }
            slots[SLOT_SIZE * slot] = hash;
            slots[SLOT_SIZE * slot + ROOT] = tries.get(i).root();
            slots[SLOT_SIZE * slot + INDEX] = i;
        }
    }

    /** Finds a trie by its name, of one character per octet, for the other methods; {@link #NONE} if there is none. */
    public int find(String name) {
        int hash = hash(name);
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            int root = slots[SLOT_SIZE * slot + ROOT];
            if (root == Places.NONE) {
                return NONE;
            }
            if (slots[SLOT_SIZE * slot] == hash && places.isNamed(root, name)) {
                return SLOT_SIZE * slot;
            }
        }
    }

    /** Where the trie that was found stands in the list of all. */
    public int index(int found) {
        return slots[found + INDEX];
    }

    /** Where a path leads in the trie that was found. */
    public Settlement settle(int found, PathParts parts) {
        return PathTrie.settle(places, slots[found + ROOT], parts);
    }

    private static int hash(String name) {
        int hash = name.hashCode();
        return hash ^ hash >>> 15;
    }
}
