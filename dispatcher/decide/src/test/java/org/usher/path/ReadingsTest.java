package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsTest {
    private static List<String> readings(String path) {
        return Readings.of(path.getBytes(ISO_8859_1)).stream()
                .map(reading -> new String(reading, ISO_8859_1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/wiki/..%2fblog/x, /blog/x",
        "/wiki/%2e%2e/blog, /blog",
        "/wiki/%252e%252e/blog, /blog",
        "/wiki/..\\blog/, /blog/",
        "/wiki/..;a=b/blog, /blog",
        "/wiki/..%3ba/blog, /blog",
        "/a//b/./c, /a/b/c",
        "//wiki/blog, /blog",
        "//wiki/blog, /wiki/blog",
        "/../../x, /x",
        "/a%20%ff/.., /"
    })
    void usualReadingIsAmongThem(String path, String reading) {
        assertTrue(readings(path).contains(reading), readings(path).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/wiki/x", "/wiki/a.b~c/"})
    void plainPathIsReadOneWay(String path) {
        assertEquals(List.of(path), readings(path));
    }
}
