package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tries whose paths are held by themselves, and their answers in a word. */
final class Tries {
    private Tries() {}

    static PathTree<Held> of(Iterable<String> paths) {
        Place root = new Place();
        for (String path : paths) {
            Place place = root;
            for (String name : path.split("/", -1)) {
                String decoded = PathReference.decodeOnce(name);
                place = name.isEmpty() ? place : place.children.computeIfAbsent(decoded, n -> new Place());
            }
            place.path = path;
        }
        return root.tree(PathMatch.Free.NOBODYS);
    }

    /** The path that holds, {@link PathReference#AMBIGUOUS}, or null. */
    static @Nullable String answer(PathTree<Held> trie, String path) {
        PathMatch settlement = trie.settle(new PathSegments(octets(path)));
        if (settlement instanceof Held held) {
            return held.path();
        }
        return settlement instanceof PathMatch.Ambiguous ? PathReference.AMBIGUOUS : null;
    }

    static byte[] octets(String path) {
        return path.getBytes(ISO_8859_1);
    }

    /** A path that is held by itself. */
    record Held(String path) implements PathMatch.Held {}

    private static final class Place {
        private final Map<String, Place> children = new TreeMap<>();
        private @Nullable String path;

        PathTree<Held> tree(PathMatch above) {
            Held held = path == null ? null : new Held(path);
            PathMatch answer = held == null ? above : held;
            Map<String, PathTree<Held>> trees = new TreeMap<>();
            children.forEach((child, place) -> trees.put(child, place.tree(answer)));
            return new PathTree<>(held, answer, trees);
        }
    }
}
