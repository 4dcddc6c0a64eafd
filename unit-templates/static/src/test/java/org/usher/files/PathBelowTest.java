package org.usher.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a path is below a prefix in each of its forms. */
final class PathBelowTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, /a/b, a/b",
                "/, /a/b, a/b",
                "/docs/, /docs/a, a",
                "/docs/, /docs/, ''",
                "/docs, /docs, ''",
                "/docs, /docs/a, a",
                "/docs, /docsa, -",
                "/docs/, /docs, -",
                "/docs/, /wiki/a, -",
                "//wiki.example, /a, a",
                "//wiki.example/docs/, /docs/a, a",
                "http://+:80/docs/, /docs/a%20b, a b",
                "/d%C3%A4/, /d%c3%a4/x, x",
                "/docs/, /docs/a/../b, -",
                "/docs/, /docs//a, -",
                "/docs/, /docs/a%2fb, -",
                "/docs/, /docs/a;b, -",
                "/docs/, /docs/./a, a",
                "/docs/, /./docs/././a/./b, a/b",
                "/docs/, /docs/%2e/a, -",
                "/docs/, /docs/.b, .b"
            })
    void restIsBelowThePrefix(String prefix, String path, String rest) {
        assertEquals(rest, new PathBelow(prefix).of(path.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
