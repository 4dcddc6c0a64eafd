package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.fuzz.Corpus;

/**
 * Our verdict on heads beside that of Jetty's parser, which many apps have. Every kind of difference stands in a table with
 * an example and the reason; a kind that is not listed fails, and so does one that its example does not show any more.
 */
final class JettyDifferentialTest {
    /** Kind, example, reason. The kind is our sentence where we refuse and Jetty takes, else what differs. */
    private static final String DIFFERENCES =
            """
            A line of the head ends in a bare LF: lines end in CR LF. => GET / HTTP/1.1\\n => Jetty ends a line there, llhttp refuses: a proxy and an app can see different fields
            CONNECT asks for a tunnel, which is not supported here. => CONNECT\\x20 => there is no tunnel through a prefix
            HTTP/N is not supported here. => PRI *\\x20 => Jetty can go on in HTTP/2; routes are found per HTTP/1 head
            HTTP/N.N is not supported here. => GET / HTTP/2.0\\r\\n => Jetty leaves the refusal to what comes after the parser
            Only OPTIONS may have the target …. => GET *\\x20 => the form is that of OPTIONS alone: RFC 9112 §3.2.4
            The connection begins with a PROXY header that ProxyFrom= does not allow. => PROXY\\x20 => no app has such a method; a balancer's header has to be named
            The Host field is …, which is not a host. => GET / HTTP/1.1\\r\\nHost: +\\r\\n => a Host must be unable to spell a wildcard, or two names
            The Host field is missing or empty. => GET / HTTP/1.1\\r\\nHost: \\r\\n\\r\\n => no claim has an empty host
            The path has … after N octets. => GET /#\\x20 => a fragment, half an escape, or an escaped NUL: where the path ends is anybody's guess
            The request line names …, the Host field …. => GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n => Jetty compares them after the parser
            The target names the host …, which is not a host. => GET http://u@a/\\x20 => as with the Host field
            The target … is neither a path nor a URL with its host. => GET a:80\\x20 => no path, no route
            There is a blank in the version. => GET / \\x20 => two blanks: where the target ends is anybody's guess
            There is a blank where the target should be. => GET \\x20 => likewise where it begins
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

    private final Differences differences = new Differences(JettyVerdict::of, DIFFERENCES);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = DIFFERENCES)
    void listedDifferenceOccurs(String kind, String example, String reason) {
        differences.assertOccurs(kind, example, reason);
    }

    @Test
    void everyDifferenceOnKnownHeadsIsListed() {
        Stream.concat(AwkwardHeads.all().stream(), Corpus.of(HeadFuzzTest.class).stream())
                .forEach(differences::assertListed);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void everyDifferenceOnGeneratedHeadsIsListed(@ForAll("heads") String head) {
        byte[] octets = head.getBytes(ISO_8859_1);
        differences.assertListed(octets);
        Statistics.collect(Differences.areTaken(octets) ? "taken" : "refused, or waiting");
        Statistics.coverage(coverage -> coverage.check("taken").percentage(share -> share > 3));
    }

    @Provide
    Arbitrary<String> heads() {
        return GeneratedHeads.heads();
    }
}
