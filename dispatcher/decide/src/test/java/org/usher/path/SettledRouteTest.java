package org.usher.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** A path has an answer only where a whole population of programs, each with its own way of reading, agrees with it. */
final class SettledRouteTest {
    private static final int READINGS_PER_PATH = 24;

    @Property(tries = 20_000)
    void everyReadingOfASettledPathLeadsToTheAnswer(
            @ForAll("claims") Set<String> claims,
            @ForAll("oddPaths") String path,
            @ForAll("readings") List<Reading> readings) {
        String answer = Trees.answer(Trees.of(claims), path);
        Statistics.label("answer")
                .collect(answer == null ? "none" : answer.equals(PathReference.AMBIGUOUS) ? "ambiguous" : "routed")
                .coverage(coverage -> {
                    coverage.check("none").percentage(share -> share > 5);
                    coverage.check("ambiguous").percentage(share -> share > 15);
                    coverage.check("routed").percentage(share -> share > 15);
                });
        if (PathReference.AMBIGUOUS.equals(answer)) {
            return;
        }
        for (Reading reading : readings) {
            assertEquals(answer, reading.claim(claims, path), () -> reading + " of " + path);
        }
    }

    @Provide
    Arbitrary<Set<String>> claims() {
        return Arbitraries.of("/", "/", "/a/", "/b/", "/a/a/", "/a/b/", "/b/a/", "/a/b/a/", "/b/b/", "/%20/", "/c/")
                .set()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> oddPaths() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of("/")),
                        Tuple.of(6, Arbitraries.of("a", "b", "c", "..", ".", "../")),
                        Tuple.of(
                                3,
                                Arbitraries.of(
                                        "%2F",
                                        "%5c",
                                        "\\",
                                        ";",
                                        "%3b",
                                        "%2e",
                                        "%2e%2E",
                                        "%252e",
                                        "%252f",
                                        "%255C",
                                        "%61",
                                        "%253B",
                                        ";%2Fb/",
                                        ";%2Fb%5Cc/",
                                        ";x/",
                                        "..;/")),
                        Tuple.of(1, Arbitraries.of("%25", "\u00e9", "%e9", "%20", "...", "//", "/./", "/../")))
                .list()
                .ofMinSize(2)
                .ofMaxSize(9)
                .map(pieces -> "/" + String.join("", pieces));
    }

    @Provide
    Arbitrary<List<Reading>> readings() {
        return Arbitraries.randoms().map(random -> Stream.generate(() -> Reading.random(random))
                .limit(READINGS_PER_PATH)
                .toList());
    }
}
