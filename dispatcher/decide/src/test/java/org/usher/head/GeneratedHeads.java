package org.usher.head;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Heads with a fault here and there. */
final class GeneratedHeads {
    private GeneratedHeads() {}

    static Arbitrary<String> heads() {
        Arbitrary<String> methods = mostly("GET", "POST", "OPTIONS", "get", "CONNECT", "PRI", "G@T", "G(T", "");
        Arbitrary<String> targets = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("/", "/a/b?c", "http://a/x", "*", "//b/c", "/%41")),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "",
                                "/ b",
                                "/#c",
                                "/%4",
                                "/%00",
                                "a:80",
                                "x",
                                "http://b/",
                                "http:///x",
                                "/\u00e9",
                                "/\\",
                                "/\"",
                                "/\u0001",
                                "http://u@a/",
                                "ftp://a/",
                                "/a\tb")));
        Arbitrary<String> versions = mostly(
                "HTTP/1.1", "HTTP/1.0", "HTTP/1.9", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.10", "HTTP/1", "");
        Arbitrary<String> ends = mostly("\r\n", "\r\n", "\n", "\r", "\r\r\n", " \r\n");
        Arbitrary<String> blanks = mostly(" ", "  ", "\t");
        Arbitrary<String> line = Combinators.combine(methods, blanks, targets, blanks, versions, ends)
                .as((method, one, target, two, version, end) -> method + one + target + two + version + end);
        Arbitrary<String> names = mostly(
                "X",
                "Host",
                "host",
                "Content-Length",
                "Transfer-Encoding",
                "X ",
                "",
                "X(",
                "\u00e9",
                " X",
                "Connection");
        Arbitrary<String> values = mostly(
                "a",
                "a",
                "",
                "a:80",
                "a:",
                "A.",
                "[::1]",
                "::1",
                "chunked",
                "5",
                "1, 1",
                "-1",
                "a, b",
                "a b",
                "a\u0000",
                "a\u00ff",
                "a\u000b",
                "+",
                "a..b",
                "a:99999",
                "a:x",
                "u@a",
                "a/b",
                "a_b",
                "close",
                "gzip, chunked",
                "gzip",
                "[::1",
                "a%41");
        Arbitrary<String> fields = Combinators.combine(names, mostly(": ", ":", " : ", " ", ":\t"), values, ends)
                .as((name, colon, value, end) -> name + colon + value + end);
        Arbitrary<String> host = Arbitraries.of("Host: a\r\n", "Host: a\r\n", "");
        return Combinators.combine(
                        mostly("", "\r\n", "\n", " "), line, host, fields.list().ofMaxSize(2), ends)
                .as((before, first, named, rest, end) -> before + first + named + String.join("", rest) + end);
    }

    /** The first of them most of the time. */
    private static Arbitrary<String> mostly(String usual, String... others) {
        return Arbitraries.frequencyOf(
                Tuple.of(others.length * 5, Arbitraries.just(usual)), Tuple.of(others.length, Arbitraries.of(others)));
    }
}
