package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.report.Question;

class QuestionReaderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://a.example/x?y, http, 127.0.0.1, 80, a.example, /x?y",
        "HTTP://A.example, http, 127.0.0.1, 80, A.example, /",
        "http://a.example?q, http, 127.0.0.1, 80, a.example, /?q",
        "https://a.example/, https, 127.0.0.1, 443, a.example, /",
        "http://a.example:81/, http, 127.0.0.1, 81, a.example:81, /",
        "http://192.0.2.1/, http, 192.0.2.1, 80, 192.0.2.1, /",
        "http://[::1]:81/, http, ::1, 81, [::1]:81, /",
        "/a/../b%2F;c, http, 127.0.0.1, 80, localhost, /a/../b%2F;c",
        "//a/b, http, 127.0.0.1, 80, localhost, //a/b",
        "http://a.example/x#part, http, 127.0.0.1, 80, a.example, /x"
    })
    void urlIsTakenApartAndNotNormalised(
            String url, String scheme, String address, int port, String host, String target) {
        assertEquals(
                new Question(scheme, address, port, host, target), new QuestionReader(null, null, null).about(url));
    }

    @ParameterizedTest
    @CsvSource({
        "b.example, '', '', 127.0.0.1, 80, b.example, /x",
        "'', 192.0.2.1:81, '', 192.0.2.1, 81, a.example, /x",
        "'', [2001:db8::1]:81, '', 2001:db8::1, 81, a.example, /x",
        "'', '', '*', 127.0.0.1, 80, a.example, *"
    })
    void optionsOverrideTheUrl(
            String host, String local, String target, String address, int port, String sentHost, String sentTarget) {
        QuestionReader request = new QuestionReader(orNull(host), orNull(local), orNull(target));
        assertEquals(new Question("http", address, port, sentHost, sentTarget), request.about("http://a.example/x"));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.example/x", "ftp://a/", "http://a:b/", "http://a:99999/", "http://a:0/"})
    void whatIsNoUrlIsUsage(String url) {
        assertThrows(IllegalArgumentException.class, () -> new QuestionReader(null, null, null).about(url));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 127.0.0.1, 80", "[::1]:8080, ::1, 8080", "2001:db8::1:81, 2001:db8::1, 81"})
    void fieldsAreTakenAsTheyAre(String local, String address, int port) {
        assertEquals(
                new Question("http", address, port, "a\\xff", "/x#y\\x09"),
                QuestionReader.of("http", "a\\xff", local, "/x#y\\x09"));
        assertEquals(new Question("http", address, port, null, "*"), QuestionReader.of("http", "(none)", local, "*"));
        assertEquals(new Question("http", address, port, "", ""), QuestionReader.of("http", "", local, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "80", "127.0.0.1", "localhost:80", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:+80x", ":80"})
    void whatIsNoLocalAddressIsUsage(String local) {
        assertThrows(IllegalArgumentException.class, () -> QuestionReader.of("http", "a.example", local, "/"));
    }
}
