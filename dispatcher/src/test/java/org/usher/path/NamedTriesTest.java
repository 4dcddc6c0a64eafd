package org.usher.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tries that are found by their names, of all lengths and with the same hash. */
final class NamedTriesTest {
    private final Places<Tries.Held> places = new Places<>();
    private final List<String> names = new ArrayList<>();
    private final List<PathTrie<Tries.Held>> tries = new ArrayList<>();

    private void add(String name) {
        names.add(name);
        tries.add(places.add(new PathNode<>(name, new Tries.Held(name), List.of())));
    }

    @Test
    void eachNameLeadsToItsOwnTrie() {
        for (int length = 1; length <= 12; length++) {
            add("a".repeat(length));
            add("a".repeat(length - 1) + "b");
        }
        for (String sameHash : List.of("AaAa", "AaBB", "BBAa", "BBBB")) {
            add(sameHash);
        }
        NamedTries<Tries.Held> found = new NamedTries<>(places, names, tries);
        for (int i = 0; i < names.size(); i++) {
            int name = found.find(names.get(i));
            assertEquals(i, found.index(name));
            assertEquals(new Tries.Held(names.get(i)), found.settle(name, new PathParts(Tries.octets("/x"))));
        }
    }

    @Test
    void nameThatNobodyHasIsNotFound() {
        add("AaAa");
        add("a.example");
        NamedTries<Tries.Held> found = new NamedTries<>(places, names, tries);
        for (String other : List.of("", "AaBB", "a.exampl", "a.examplf", "a.example.", "b.example")) {
            assertEquals(NamedTries.NONE, found.find(other), other);
        }
        assertEquals(NamedTries.NONE, new NamedTries<>(places, List.of(), List.of()).find(""));
    }
}
