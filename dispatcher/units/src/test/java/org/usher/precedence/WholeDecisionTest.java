package org.usher.precedence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.precedence.SampleTables.prefix;
import static org.usher.table.Samples.arrival;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.Scope;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.precedence.RoutingReference.Line;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.table.Decision;
import org.usher.table.RouteTable;
import org.usher.table.Samples;

/** From the octets of a head to the app, on random tables: what {@link RoutingReference} says, in however many pieces. */
final class WholeDecisionTest {
    private static final int LIMIT = 4096;
    private static final List<Listener> LISTENERS = List.of(
            new Listener("http", 80, false),
            new Listener("http", 8080, false),
            new Listener("https", 443, false),
            new Listener("http", 80, true));

    /** A request as a client spells it. */
    record Asked(String localAddress, @Nullable String host, String target, int minorVersion) {
        byte[] wire() {
            return ((target.equals("*") ? "OPTIONS " : "GET ") + target + " HTTP/1." + minorVersion + "\r\n"
                            + (host == null ? "" : "Host: " + host + "\r\n") + "\r\n")
                    .getBytes(ISO_8859_1);
        }
    }

    @Property(tries = 6_000, edgeCases = EdgeCasesMode.NONE)
    void requestGoesWhereTheRulesSay(
            @ForAll("tables") RoutingReference reference,
            @ForAll("requests") Asked asked,
            @ForAll @IntRange(max = 200) int split) {
        String expected = reference.decide(asked.localAddress(), asked.host(), asked.target(), asked.minorVersion());
        count(expected);
        RouteTable table = table(reference);
        byte[] wire = asked.wire();
        assertEquals(expected, decide(table, reference.listener(), asked, wire, wire.length), asked::toString);
        assertEquals(
                expected, decide(table, reference.listener(), asked, wire, Math.min(split, wire.length), wire.length));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void requestGoesToTheSameAppWhereverItsHeadIsCut(
            @ForAll("tables") RoutingReference reference, @ForAll("requests") Asked asked) {
        RouteTable table = table(reference);
        byte[] wire = asked.wire();
        String whole = decide(table, reference.listener(), asked, wire, wire.length);
        for (int split = 0; split < wire.length; split++) {
            assertEquals(whole, decide(table, reference.listener(), asked, wire, split, wire.length));
        }
    }

    /** Rules 9 to 11 of the protocol, seen from the app that has the connection. */
    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void furtherRequestThatTheScopeLeavesToTheAppIsTheApps(
            @ForAll("tables") RoutingReference reference,
            @ForAll("requests") Asked first,
            @ForAll("further") String path) {
        RouteTable table = table(reference);
        Arrival arrival = arrival(reference.listener(), first.localAddress());
        if (!(scan(first.wire(), first.wire().length) instanceof Head head)
                || !(table.search(arrival, head, null) instanceof Decision.Routed routed)) {
            return;
        }
        Scope scope = routed.scope();
        boolean mine = scope.kind() == Scope.Kind.CONNECTION
                || (scope.kind() == Scope.Kind.PREFIX
                        && isAtOrBelow(path, routed.route().prefix().path())
                        && scope.excepts().stream().noneMatch(except -> isAtOrBelow(path, except)));
        Statistics.label(scope.kind().toString()).collect(mine ? "mine" : "not mine");
        if (mine) {
            Decision decision = table.search(arrival, head.host(), path.getBytes(ISO_8859_1), null);
            assertEquals(routed.route().app().unit(), Samples.outcome(decision), scope::toString);
        }
    }

    private static boolean isAtOrBelow(String path, String prefix) {
        return path.startsWith(prefix) || (path + "/").equals(prefix);
    }

    private static void count(String outcome) {
        Statistics.collect(outcome.contains(" ") ? "routed" : outcome);
        Statistics.coverage(coverage -> {
            coverage.check("routed").percentage(share -> share > 15);
            Stream.of("Reserved", "AmbiguousPath", "UnknownPath", "UnknownHost")
                    .forEach(word -> coverage.check(word).percentage(share -> share > 4));
            Stream.of("MissingHost", "BadHost", "AmbiguousHost")
                    .forEach(word -> coverage.check(word).percentage(share -> share > 0.3));
        });
    }

    private static RouteTable table(RoutingReference reference) {
        List<Claim> claims = reference.claims().stream()
                .map(line -> new Claim(
                        prefix(line.prefix()), Samples.app(line.units().get(0), false), Path.of(line.file()), 1))
                .toList();
        List<Reservation> reservations = reference.reservations().stream()
                .map(line -> new Reservation(prefix(line.prefix()), line.units(), Path.of(line.file()), 1))
                .toList();
        HostPolicy policy = new HostPolicy(
                reference.listedHosts().stream()
                        .map(host -> prefix("//" + host + "/").host())
                        .toList(),
                Map.of(),
                reference.alwaysNarrow());
        return TableBuilder.build(claims, reservations, LISTENERS, policy).table();
    }

    private static String decide(RouteTable table, Listener listener, Asked asked, byte[] wire, int... lengths) {
        Scan scan = scan(wire, lengths);
        if (scan instanceof Scan.Malformed malformed) {
            return malformed.reason().word();
        }
        Head head = (Head) scan;
        Decision decision = table.search(arrival(listener, asked.localAddress()), head, null);
        return decision instanceof Decision.Routed routed
                ? routed.route().app().unit() + " "
                        + RoutingReference.canonicalHost(
                                routed.route().prefix().host().toString())
                        + routed.route().prefix().path().replace("%20", " ")
                : Samples.outcome(decision);
    }

    private static Scan scan(byte[] wire, int... lengths) {
        HeadScanner scanner = new HeadScanner(LIMIT);
        Scan scan = Scan.Incomplete.NEEDS_MORE;
        for (int length : lengths) {
            scan = scanner.scan(wire, length);
        }
        return scan;
    }

    @Provide
    Arbitrary<String> further() {
        return Arbitraries.of("a", "b", "a/", "b/", "/a", "/b", "c", "@")
                .list()
                .ofMaxSize(5)
                .map(pieces -> ("/" + String.join("", pieces)).replaceAll("/+", "/"));
    }

    @Provide
    Arbitrary<RoutingReference> tables() {
        Arbitrary<String> units = Arbitraries.of("a.socket", "b.socket", "c@1.socket", "c@2.socket");
        Arbitrary<String> patterns =
                Arbitraries.of("a.socket", "?.socket", "c@*.socket", "a*.socket", "*", "nobody.socket");
        Arbitrary<String> files = Arbitraries.of(
                "/usr/lib/systemd/system/x", "/usr/lib/systemd/system/x", "/etc/systemd/system/x", "/run/systemd/x");
        Arbitrary<String> rules =
                Arbitraries.of("/etc/usher/reservations.d/x.conf", "/usr/lib/usher/reservations.d/x.conf");
        Arbitrary<List<Line>> claims = Combinators.combine(
                        prefixes(), units.list().ofSize(1), files)
                .as(Line::new)
                .list()
                .ofMaxSize(8);
        Arbitrary<List<Line>> reservations = Combinators.combine(
                        prefixes(), patterns.list().ofMaxSize(2), rules)
                .as(Line::new)
                .list()
                .ofMaxSize(4);
        Arbitrary<List<String>> listed = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(List.of())),
                Tuple.of(1, Arbitraries.of(List.of("b.example"), List.of("*.example"), List.of("x", "a.b.example"))));
        return Combinators.combine(
                        claims,
                        reservations,
                        listed,
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(LISTENERS.get(0))),
                                Tuple.of(2, Arbitraries.of(LISTENERS))))
                .as(RoutingReference::new);
    }

    private static Arbitrary<String> prefixes() {
        Arbitrary<String> hosts = Arbitraries.of(
                "+",
                "*",
                "*",
                "a.b.example",
                "A.B.Example.",
                "b.example",
                "x",
                "*.b.example",
                "*.example",
                "*.EXAMPLE",
                "localhost",
                "192.0.2.1",
                "[::ffff:192.0.2.1]",
                "[::1]",
                "[0:0::1]",
                "127.0.0.1");
        Arbitrary<String> origins = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just("")),
                Tuple.of(3, hosts.map(host -> "//" + host)),
                Tuple.of(2, hosts.map(host -> "http://" + host + ":80")),
                Tuple.of(
                        2,
                        Combinators.combine(Arbitraries.of("http", "https"), hosts, Arbitraries.of("", ":8080"))
                                .as((scheme, host, port) -> scheme + "://" + host + port)));
        Arbitrary<String> paths =
                Arbitraries.of("/", "/", "/a", "/a/", "/%61/", "/b/", "/a/a/", "/a/b", "/b/a/b/", "/%20/a/");
        return Combinators.combine(origins, paths).as((origin, path) -> origin + path);
    }

    @Provide
    Arbitrary<Asked> requests() {
        Arbitrary<String> hosts = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.of("a.b.example", "b.example", "x.b.example", "x", "y.x.a.b.example")),
                Tuple.of(6, Arbitraries.of("A.b.EXAMPLE.:8080", "b.example:", "localhost:80", "y.localhost", "other")),
                Tuple.of(4, Arbitraries.of("192.0.2.1", "[::ffff:192.0.2.1]", "[::1]:80", "[0:0::0:1]", "example")),
                Tuple.of(1, Arbitraries.of("", "+", "*", "a..b", ".", "a,b", "*.example", "[::1", "u@x")));
        Arbitrary<@Nullable String> fields = hosts.injectNull(0.05);
        Arbitrary<String> absolute = Combinators.combine(
                        Arbitraries.of("http", "http", "https"), hosts, paths().map(path -> path.replace('\\', 'a')))
                .as((scheme, host, path) -> scheme + "://" + host + path);
        Arbitrary<String> targets = Arbitraries.frequencyOf(
                Tuple.of(20, paths()),
                Tuple.of(3, paths().map(path -> path + "?x=/../%zz")),
                Tuple.of(1, absolute),
                Tuple.of(1, Arbitraries.of("*", "http://x", "http://x?a/b", "http://b.example")));
        return Combinators.combine(
                        Arbitraries.of("192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "127.0.0.1", "::1", "192.0.2.9"),
                        fields,
                        targets,
                        Arbitraries.of(1, 1, 1, 0, 7))
                .as(Asked::new);
    }

    private static Arbitrary<String> paths() {
        return Arbitraries.frequencyOf(
                        Tuple.of(12, Arbitraries.of("a", "b", "a/", "b/", "%61/", "/a", "/b", "c", "%20/")),
                        Tuple.of(1, Arbitraries.of("..", "/../", "/./", ";", "%2f", "\\", "%252e%252e/", "//", "%5C")))
                .list()
                .ofMaxSize(5)
                .map(pieces -> "/" + String.join("", pieces));
    }
}
