package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;

/** What holds for any path among any of eight claims: the rule, read a second time, and every reading of a settled one. */
public final class PathFuzzTest {
    private static final List<String> CLAIMS =
            List.of("/", "/a/", "/b/", "/a/a/", "/a/b/", "/b/a/", "/a/b/a/", "/%20/");
    private static final int READINGS = 8;

    /** Called by the fuzzer: the first octet chooses the claims, the rest is the path. */
    public static void fuzzerTestOneInput(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        Set<String> claims = new TreeSet<>();
        for (int k = 0; k < CLAIMS.size(); k++) {
            if ((octets[0] >> k & 1) != 0) {
                claims.add(CLAIMS.get(k));
            }
        }
        String path = "/" + new String(octets, 1, octets.length - 1, ISO_8859_1);
        PathReference reference = new PathReference();
        claims.forEach(claim -> reference.claim(claim, claim));
        String answer = Trees.answer(Trees.of(claims), path);
        assertEquals(reference.route(path), answer);
        if (!PathReference.AMBIGUOUS.equals(answer) && isPathOfAHead(path)) {
            everyReadingLeadsTo(answer, claims, path, new Random(Arrays.hashCode(octets)));
        }
    }

    private static void everyReadingLeadsTo(@Nullable String answer, Set<String> claims, String path, Random random) {
        for (int k = 0; k < READINGS; k++) {
            Reading reading = Reading.random(random);
            assertEquals(answer, reading.claim(claims, path), () -> reading + " of " + path);
        }
    }

    /** Others are refused before anybody asks where they lead. */
    private static boolean isPathOfAHead(String path) {
        return path.matches("([^%?#\\x00-\\x20\\x7f]|%(?!00)[0-9A-Fa-f]{2})*");
    }

    @Test
    void holdsForTheCorpus() {
        Corpus.of(PathFuzzTest.class).forEach(PathFuzzTest::fuzzerTestOneInput);
    }
}
