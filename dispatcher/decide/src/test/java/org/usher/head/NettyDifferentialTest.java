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
 * Our verdict on heads beside that of Netty's parser, the other one that many apps have: as {@link JettyDifferentialTest}.
 */
final class NettyDifferentialTest {
    /** Kind, example, reason. The kind is our sentence where we refuse and Netty takes, else what differs. */
    private static final String DIFFERENCES =
            """
            A CR is not followed by an LF. => \\rG => Netty passes over control octets before the method
            A line ends in the method. => GET\\r => likewise
            The connection begins with a PROXY header that ProxyFrom= does not allow. => PROXY\\x20 => no app has such a method; a balancer's header has to be named
            The connection begins with two empty lines, or with a PROXY header that ProxyFrom= does not allow. => \\r\\n\\r => as above: we pass over one empty line, RFC 9112 §2.2
            A line ends where the target should be. => GET \\r => Netty takes a bare CR for a blank there: other programs end the line
            A line ends in the version. => GET / \\r => likewise
            A line of the head begins with a blank: programs interpret folded fields differently. => GET / HTTP/1.1\\r\\nX: +\\r\\n \\r\\n => Netty unfolds; others read a field of its own, or refuse
            A line of the head ends in a bare LF: lines end in CR LF. => \\n => before the method it is a control octet, as above; after that Netty refuses it, too
            CONNECT asks for a tunnel, which is not supported here. => CONNECT\\x20 => there is no tunnel through a prefix
            HTTP/N is not supported here. => PRI *\\x20 => Netty leaves the version to what comes after the parser
            HTTP/N.N is not supported here. => GET / HTTP/2.0\\r\\n => likewise
            Only OPTIONS may have the target …. => GET *\\x20 => Netty does not look into the target; for us it decides the route
            The Host field is …, which is not a host. => GET / HTTP/1.1\\r\\nHost: +\\r\\n => nor into the Host field
            The Host field is missing or empty. => GET / HTTP/1.1\\r\\n\\r\\n => likewise
            The path has … after N octets. => GET /#\\x20 => as the target
            The request line names …, the Host field …. => GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n => as the target
            The target names the host …, which is not a host. => GET http://u@a/\\x20 => as the target
            The target … is neither a path nor a URL with its host. => GET a:80\\x20 => as the target
            There are both Content-Length and Transfer-Encoding. => POST / HTTP/1.1\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: => Netty drops the length, others the coding
            There is a blank in the method. => \\x20 => Netty passes over blanks before the method
            There is a blank in the target. => GET /\\tHTTP/1.1\\r\\n\\r\\n => Netty takes a tab for a blank: where the target ends is anybody's guess
            There is a blank in the version. => GET / \\x20 => two blanks: likewise
            There is a blank where the target should be. => GET \\x20 => likewise where it begins
            There is an octet … in the target. => GET /\\x7f => control octets in a target: RFC 3986 §2
            There is an octet … in the version. => GET / http/1.1\\r\\n => Netty reads the version in any case
            There is more than one Host field. => GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: => which of them counts differs
            another host: a trailing dot => GET / HTTP/1.1\\r\\nHost: a.\\r\\n\\r\\n => one host, spelled absolutely
            another host: that of the target alone => GET http://a/ HTTP/1.0\\r\\n\\r\\n => Netty does not look into the target
            another host: an address spelled otherwise => GET / HTTP/1.1\\r\\nHost: [0:0::1]\\r\\n\\r\\n => one address, one spelling: RFC 5952
            not refused, but The Transfer-Encoding header is only allowed in HTTP/1.1 or newer => GET / HTTP/1.0\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n => codings are the app's to judge
            """;

    private final Differences differences = new Differences(NettyVerdict::of, DIFFERENCES);

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
