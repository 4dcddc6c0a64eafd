package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One host with {@code /} of home, {@code /wiki/} and {@code /wiki/api/}, unless a test says otherwise. */
final class PathTreeTest {
    private static final PathTree<Trees.Held> SITE = tree(List.of("/", "/wiki/", "/wiki/api/", "/caf%C3%A9/"));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, /",
        "/wiki, /wiki/",
        "/wiki/, /wiki/",
        "/wiki/x, /wiki/",
        "/wikis, /",
        "/WIKI/, /",
        "/wik%69/x, /wiki/",
        "/wiki/api, /wiki/api/",
        "/wiki/x/api, /wiki/",
        "/caf%c3%a9/x, /caf%C3%A9/",
        "/a/b/c.html, /",
        "/a/../b, /",
        "/../a, /",
        "/wiki/x/../y, /wiki/",
        "/wiki/x;%2f../y, /wiki/",
        "/wiki/x;v=1/y, /wiki/",
        "/wiki/x%2Fy, /wiki/",
        "/wiki/..., /wiki/",
        "/wiki/.x, /wiki/",
        "//x/y, /",
        "/x;%2Fy/wiki, /",
    })
    void settledPathLeadsToItsClaim(String path, String claimed) {
        assertEquals(claimed, answer(SITE, path));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/wiki/.., ..",
        "/wiki/..%2fx, ..",
        "/wiki/../x, ..",
        "/wiki/%2e%2e/x, ..",
        "/wiki/%252e%252e/x, ..",
        "/wiki/..;/x, ..",
        "/wiki/x/../../y, ..",
        "/wiki\\x, wiki",
        "/wiki%2Fx, wiki",
        "/wiki%5cx, wiki",
        "/wiki;v=1/x, wiki",
        "/x/../wiki/, wiki",
        "/./wiki/, wiki",
        "//wiki/x, wiki",
        "//x/wiki/, wiki",
        "//x\\\\wiki/, wiki",
        "//x%2Fwiki, wiki",
        "/%2Fx%5cwiki/y, wiki",
        "/wiki//api/x, api",
        "/wiki//api, api",
        "//x/wiki/y, wiki",
        "/wiki%2fapi, wiki",
        "/wiki/./api, api",
        "/wiki/x/../api, api",
        "/x%2f..%2fwiki, wiki",
        "/;%2Fx/wiki, wiki",
        "/;%2Fx%2Fy/wiki, wiki",
    })
    void pathThatCanBeReadInTwoWaysIsAmbiguous(String path, String piece) {
        assertEquals(piece, ((PathMatch.Ambiguous) Trees.match(SITE, path)).piece());
    }

    @Test
    void pathBesideEveryClaimIsUnclaimed() {
        assertNull(Trees.match(tree(List.of("/wiki/")), "/x"));
    }

    @Test
    void holdersOnTheWayOfAPathAreToldTheShortestFirst() {
        List<Trees.Held> passed = new ArrayList<>();
        SITE.match(new PathSegments(Trees.octets("/wiki/api/../x")), passed);
        assertEquals(
                List.of("/", "/wiki/", "/wiki/api/"),
                passed.stream().map(Trees.Held::path).toList());
    }

    /** A stack of escapes that undoes itself two octets at a time would take minutes if each round were a pass. */
    @Test
    void deeplyNestedEscapesAreDecodedInOnePass() {
        byte[] nested = Trees.octets("%" + "25".repeat(500_000) + "2e");
        assertArrayEquals(Trees.octets("."), Escapes.decodeFully(nested, 0, nested.length));
    }

    @Property(tries = 5_000)
    void decodingFullyIsDecodingUntilNothingChanges(@ForAll("escapes") String text) {
        byte[] octets = Trees.octets(text);
        assertEquals(
                PathReference.decodeAll(text), new String(Escapes.decodeFully(octets, 0, octets.length), ISO_8859_1));
        assertEquals(
                PathReference.decodeOnce(text), new String(Escapes.decodeOnce(octets, 0, octets.length), ISO_8859_1));
    }

    @Property(tries = 30_000)
    void everyPathLeadsWhereTheRuleSays(@ForAll("claimedPaths") Set<String> claimed, @ForAll("paths") String path) {
        PathReference reference = new PathReference();
        claimed.forEach(prefix -> reference.claim(prefix, prefix));
        assertEquals(String.valueOf(reference.route(path)), String.valueOf(answer(tree(claimed), path)));
    }

    @Property(tries = 5_000)
    void loneRootClaimHasEveryPath(@ForAll("paths") String path) {
        assertEquals("/", answer(tree(List.of("/")), path));
    }

    @Property(tries = 5_000)
    void plainPathIsNeverAmbiguous(
            @ForAll("claimedPaths") Set<String> claimed, @ForAll("claimedPaths") Set<String> paths) {
        PathTree<Trees.Held> tree = tree(claimed);
        paths.forEach(path -> assertEquals(false, PathReference.AMBIGUOUS.equals(answer(tree, path))));
    }

    @Provide
    Arbitrary<Set<String>> claimedPaths() {
        return Arbitraries.of("/", "/a/", "/b/", "/a/a/", "/a/b/", "/b/a/", "/a/b/a/", "/b/b/", "/%20/", "/a/a/a/b/")
                .set()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of("/")),
                        Tuple.of(5, Arbitraries.of("a", "b", "c", "..", ".")),
                        Tuple.of(
                                3,
                                Arbitraries.of(
                                        "%2F", "%5c", "\\", ";", "%3b", "%2e", "%2e%2E", "%252e", "%252f", "%61")),
                        Tuple.of(1, Arbitraries.of("%", "%25", "%2", "6", "1", "\u00e9", "%e9", "%20", "...")))
                .list()
                .ofMaxSize(10)
                .map(pieces -> "/" + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> escapes() {
        return Arbitraries.of("%", "2", "5", "6", "e", "F", "%25", "%32", "%65", "g", "\u00ff")
                .list()
                .ofMaxSize(20)
                .map(pieces -> String.join("", pieces));
    }

    private static PathTree<Trees.Held> tree(Iterable<String> paths) {
        return Trees.of(paths);
    }

    private static @Nullable String answer(PathTree<Trees.Held> tree, String path) {
        return Trees.answer(tree, path);
    }
}
