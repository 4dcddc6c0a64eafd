package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** Trees whose paths are held by themselves, and their answers in a word. */
final class Trees {
    private Trees() {}

    static PathTree<Held> of(Iterable<String> paths) {
        PathTree<Held> tree = new PathTree<>();
        for (String path : paths) {
            tree.hold(PathSegments.names(path), new Held(path));
        }
        return tree;
    }

    static @Nullable PathMatch match(PathTree<Held> tree, String path) {
        return tree.match(new PathSegments(octets(path)), null);
    }

    /** The path that holds, {@link PathReference#AMBIGUOUS}, or null. */
    static @Nullable String answer(PathTree<Held> tree, String path) {
        PathMatch match = match(tree, path);
        if (match instanceof Held held) {
            return held.path();
        }
        return match instanceof PathMatch.Ambiguous ? PathReference.AMBIGUOUS : null;
    }

    static byte[] octets(String path) {
        return path.getBytes(ISO_8859_1);
    }

    /** A path that is held by itself. */
    record Held(String path) implements PathMatch.Held {}
}
