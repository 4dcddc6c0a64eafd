package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tries whose paths are held by themselves, and their answers in a word. */
final class Tries {
    private Tries() {}

    static PathTrie<String> of(Iterable<String> paths) {
        Place root = new Place();
        for (String path : paths) {
            Place place = root;
            for (String name : path.split("/", -1)) {
                String decoded = PathReference.decodeOnce(name);
                place = name.isEmpty() ? place : place.children.computeIfAbsent(decoded, n -> new Place());
            }
            place.path = path;
        }
        return new PathTrie<>(root.node("", new Settlement.Free<>()));
    }

    /** The path that holds, {@link PathReference#AMBIGUOUS}, or null. */
    static @Nullable String answer(PathTrie<String> trie, String path) {
        Settlement<String> settlement = trie.settle(octets(path));
        if (settlement instanceof Settlement.Held<String> held) {
            return held.holder();
        }
        return settlement instanceof Settlement.Ambiguous<String> ? PathReference.AMBIGUOUS : null;
    }

    static byte[] octets(String path) {
        return path.getBytes(ISO_8859_1);
    }

    private static final class Place {
        private final Map<String, Place> children = new TreeMap<>();
        private @Nullable String path;

        PathNode<String> node(String name, Settlement<String> above) {
            Settlement<String> answer = path == null ? above : new Settlement.Held<>(path);
            List<PathNode<String>> nodes = new ArrayList<>();
            children.forEach((child, place) -> nodes.add(place.node(child, answer)));
            return new PathNode<>(name, answer, path, nodes);
        }
    }
}
