package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.fuzz.Corpus;
import org.usher.head.JettyVerdict.Word;
import org.usher.head.Scan.Complete;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Printable;

/**
 * Our verdict on heads beside that of Jetty's parser, which many apps have. Every kind of difference stands in a table with
 * an example and the reason; a kind that is not listed fails, and so does one that its example does not show any more.
 */
final class HeadDifferentialTest {
    private static final int LIMIT = 8 * 1024;

    /** Kind, example, reason. The kind is our sentence where we refuse and Jetty takes, else what differs. */
    private static final String DIFFERENCES =
            """
            A line of the head ends in a bare LF: lines end in CR LF. => GET / HTTP/1.1\\n => Jetty ends a line there, llhttp refuses: a proxy and an app can see different fields
            CONNECT asks for a tunnel, and there is none here. => CONNECT\\x20 => there is no tunnel through a prefix
            HTTP/N is not spoken here. => PRI *\\x20 => Jetty can go on in HTTP/2; routes are found per HTTP/1 head
            HTTP/N.N is not spoken here. => GET / HTTP/2.0\\r\\n => Jetty leaves the refusal to what comes after the parser
            Only OPTIONS may have the target …. => GET *\\x20 => the form is that of OPTIONS alone: RFC 9112 §3.2.4
            The Host field holds …. => GET / HTTP/1.1\\r\\nHost: +\\r\\n => a Host must be unable to spell a wildcard, or two names
            The Host field is missing or empty. => GET / HTTP/1.1\\r\\nHost: \\r\\n\\r\\n => no claim has an empty host
            The path holds … after N octets. => GET /#\\x20 => a fragment, half an escape, or an escaped NUL: where the path ends is anybody's guess
            The request line names …, the Host field …. => GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n => Jetty compares them after the parser
            The target names the host …, which is no host. => GET http://u@a/\\x20 => as with the Host field
            The target … is neither a path nor a URL with its host. => GET a:80\\x20 => no path, no route
            There is a blank in the version. => GET / \\x20 => two blanks: where the target ends is anybody's guess
            There is a blank where the target belongs. => GET \\x20 => likewise where it begins
            There is an octet … in the target. => GET /\\x7f => control octets in a target: RFC 3986 §2
            There is an octet … in the version. => GET / http/1.1\\r\\n => Jetty reads the version in any case
            not refused, but Bad HostPort => GET / HTTP/1.1\\r\\nHost: a:\\r\\n\\r\\n => an empty port is one: RFC 3986 §3.2.3
            not refused, but Unknown Version => GET / HTTP/1.9\\r\\nHost: a\\r\\n\\r\\n => RFC 9110 §2.5: as 1.1; apps may differ, routing does not
            not refused, but Bad Transfer-Encoding, chunked not last => POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n => codings are the app's to judge
            another host: a trailing dot => GET / HTTP/1.1\\r\\nHost: a.\\r\\n\\r\\n => one host, spelled absolutely
            another host: that of the target alone => GET http://a/ HTTP/1.0\\r\\n\\r\\n => HTTP/1.0 without Host: Jetty takes it from the target later
            another host: an address spelled otherwise => GET / HTTP/1.1\\r\\nHost: [0:0::1]\\r\\n\\r\\n => one address, one spelling: RFC 5952
            another target: octets that are no ASCII => GET /\\xc3\\xa9 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => Jetty makes text of them; we compare octets
            """;

    private static final Set<String> LISTED =
            DIFFERENCES.lines().map(line -> line.split(" => ", -1)[0]).collect(Collectors.toUnmodifiableSet());

    /** One for each place where a head can break off. */
    private static final List<String> COMPLETIONS = List.of(
            "\r\n\r\n",
            "\n\r\n",
            "Host: a\r\n\r\n",
            "\r\nHost: a\r\n\r\n",
            "\nHost: a\r\n\r\n",
            "a\r\n\r\n",
            "a: b\r\nHost: a\r\n\r\n",
            "1\r\nHost: a\r\n\r\n",
            "HTTP/1.1\r\nHost: a\r\n\r\n",
            " HTTP/1.1\r\nHost: a\r\n\r\n",
            "x HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = DIFFERENCES)
    void listedDifferenceOccurs(String kind, String example, String reason) {
        assertEquals(kind, kind(AwkwardHeads.octets(example)), reason);
    }

    @Test
    void everyDifferenceOnKnownHeadsIsListed() {
        Stream.concat(AwkwardHeads.all().stream(), Corpus.of(HeadFuzzTest.class).stream())
                .forEach(HeadDifferentialTest::assertListed);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void everyDifferenceOnGeneratedHeadsIsListed(@ForAll("heads") String head) {
        byte[] octets = head.getBytes(ISO_8859_1);
        assertListed(octets);
        boolean taken = new HeadScanner(LIMIT).scan(octets, octets.length) instanceof Complete;
        Statistics.collect(taken ? "taken" : "refused, or waiting");
        Statistics.coverage(coverage -> coverage.check("taken").percentage(share -> share > 3));
    }

    private static void assertListed(byte[] octets) {
        String kind = kind(octets);
        assertTrue(kind == null || LISTED.contains(kind), () -> kind + ": " + Printable.of(octets, 0, octets.length));
    }

    @Provide
    Arbitrary<String> heads() {
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

    /** The kind of the difference; null if there is none. */
    private static @Nullable String kind(byte[] octets) {
        Scan ours = new HeadScanner(LIMIT).scan(octets, octets.length);
        JettyVerdict jettys = JettyVerdict.of(octets);
        if (ours instanceof Complete complete) {
            return jettys.word() == Word.TAKES ? kind(complete.head(), jettys) : "not refused, but " + jettys.reason();
        }
        if (ours instanceof Malformed malformed) {
            boolean taken = jettys.word() == Word.TAKES || (jettys.word() == Word.WAITS && takesCompleted(octets));
            return taken ? sentence(malformed) : null;
        }
        return jettys.word() == Word.REFUSES ? "not refused, but " + jettys.reason() : null;
    }

    /** What is said of any head with the same fault. */
    private static String sentence(Malformed malformed) {
        return malformed
                .detail()
                .replaceAll("(?s)\".*\"", "…")
                .replaceAll("names [^ ]+, the Host field .*\\.$", "names …, the Host field ….")
                .replaceAll("0x[0-9a-f]{2}", "…")
                .replaceAll("[0-9]+", "N");
    }

    /** We refuse at the octet that settles it, Jetty at the end of the line or of the head: it gets one. */
    private static boolean takesCompleted(byte[] octets) {
        return COMPLETIONS.stream()
                .map(completion -> (new String(octets, ISO_8859_1) + completion).getBytes(ISO_8859_1))
                .anyMatch(head -> JettyVerdict.of(head).word() == Word.TAKES);
    }

    private static @Nullable String kind(Head ours, JettyVerdict jettys) {
        if (ours.length() != jettys.length()) {
            return "another length";
        }
        if (!ours.method().equals(jettys.method())) {
            return "another method";
        }
        String target = new String(ours.target(), ISO_8859_1);
        if (!target.equals(jettys.target())) {
            boolean ascii = target.chars().allMatch(c -> c < 0x80);
            return ascii ? "another target" : "another target: octets that are no ASCII";
        }
        if (Objects.equals(ours.host(), jettys.host())) {
            return null;
        }
        if (jettys.host() == null) {
            return "another host: that of the target alone";
        }
        if (isSameAddress(ours.host(), jettys.host())) {
            return "another host: an address spelled otherwise";
        }
        return (ours.host() + ".").equals(jettys.host()) ? "another host: a trailing dot" : "another host";
    }

    private static boolean isSameAddress(@Nullable String ours, String jettys) {
        IpAddress address = IpAddress.parse(jettys.replaceAll("[\\[\\]]", ""));
        return address != null && address.inUrl().equals(ours);
    }
}
