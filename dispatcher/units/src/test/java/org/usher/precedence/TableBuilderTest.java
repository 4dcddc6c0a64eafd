package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.precedence.SampleTables.prefix;
import static org.usher.precedence.SampleTables.reserved;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.LOOPBACK_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.PORT_8080;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claim;
import static org.usher.table.Samples.claims;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.reservation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.Precedence;
import org.usher.precedence.SampleTables;
import org.usher.precedence.TableBuilder;
import org.usher.precedence.TableBuilder.Built;
import org.usher.route.Claim;
import org.usher.route.Listener;

/** Who holds a prefix, and which hosts the weak wildcard answers to. */
final class TableBuilderTest {
    @Test
    void portAndSchemeAreThoseOfTheListener() {
        RouteTable table = TableBuilder.build(
                        claims(
                                "full http://a:80/",
                                "tls https://a:80/",
                                "other http://a:8080/",
                                "far http://b:8080/x/"),
                        List.of(),
                        List.of(PORT_80, PORT_8080),
                        new HostPolicy(List.of(), Map.of(), false))
                .table();
        assertEquals("full", outcome(table.search(AT_80, "a", octets("/"), null)));
        assertEquals("other", outcome(table.search(arrival(PORT_8080, "192.0.2.1"), "a", octets("/"), null)));
        assertEquals("UnknownPath", outcome(table.search(arrival(PORT_8080, "192.0.2.1"), "b", octets("/"), null)));
        assertEquals("UnknownHost", outcome(table.search(AT_80, "b", octets("/x/"), null)));
        Listener unknown = new Listener("http", 81, false);
        assertEquals("UnknownHost", outcome(table.search(arrival(unknown, "192.0.2.1"), "a", octets("/"), null)));
    }

    @Test
    void hostThatIsOnlyReservedIsUnknownBesideTheReservation() {
        RouteTable table = reserved("//a/x/ a.socket").table();
        assertEquals("UnknownHost", outcome(table.search(AT_80, "a", octets("/y"), null)));
        assertEquals("Reserved", outcome(table.search(AT_80, "a", octets("/x/y"), null)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "localhost, weak",
        "x.localhost, weak",
        "127.0.0.1, weak",
        "[::1], weak",
        "named.example, weak",
        "x.sub.example, weak",
        "listed.example, weak",
        "x.listed.example, UnknownHost",
        "attacker.example, UnknownHost",
    })
    void weakWildcardOfALoopbackListenerAnswersKnownHostsOnly(String host, String outcome) {
        HostPolicy policy = new HostPolicy(List.of(prefix("//listed.example/").host()), Map.of(), false);
        List<Claim> claims = claims("weak /", "named http://named.example:8080/", "sub //*.sub.example/y/");
        RouteTable table = TableBuilder.build(claims, List.of(), List.of(LOOPBACK_80), policy)
                .table();
        assertEquals(outcome, outcome(table.search(arrival(LOOPBACK_80, "127.0.0.1"), host, octets("/x"), null)));
    }

    @Test
    void weakWildcardElsewhereAnswersEveryHostUntilHostsAreListed() {
        List<Claim> claims = claims("weak /");
        HostPolicy listed = new HostPolicy(List.of(prefix("//a/").host()), Map.of(), false);
        RouteTable open = TableBuilder.build(
                        claims, List.of(), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), false))
                .table();
        RouteTable narrow =
                TableBuilder.build(claims, List.of(), List.of(PORT_80), listed).table();
        RouteTable always = TableBuilder.build(
                        claims, List.of(), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), true))
                .table();
        assertEquals("weak", outcome(open.search(AT_80, "b", octets("/"), null)));
        assertEquals("UnknownHost", outcome(narrow.search(AT_80, "b", octets("/"), null)));
        assertEquals("weak", outcome(narrow.search(AT_80, "a", octets("/"), null)));
        assertEquals("UnknownHost", outcome(always.search(AT_80, "b", octets("/"), null)));
        assertEquals("weak", outcome(always.search(AT_80, null, octets("/"), null)));
    }

    /** Two listeners that stand for one port: 80, and 8080 with Port=80 and Hosts=a in its unit. */
    @Test
    void everyListenerMayHaveHostsOfItsOwn() {
        Listener other = new Listener("alt.socket", "http", 80, false);
        HostPolicy policy = new HostPolicy(
                List.of(), Map.of("alt.socket", List.of(prefix("//a/").host())), false);
        RouteTable table = TableBuilder.build(claims("weak /"), List.of(), List.of(PORT_80, other), policy)
                .table();
        assertEquals("weak", outcome(table.search(AT_80, "b", octets("/"), null)));
        assertEquals("UnknownHost", outcome(table.search(arrival(other, "192.0.2.1"), "b", octets("/"), null)));
        assertEquals("weak", outcome(table.search(arrival(other, "192.0.2.1"), "a", octets("/"), null)));
    }

    @Test
    void reservationThatNobodyEntitledHasClaimedIsRefused() {
        Built built = reserved("/wiki/ wiki.socket", "other.socket /", "other.socket /wiki/", "wiki.socket /wiki/in/");
        assertEquals("Reserved", outcome(built.table().search(AT_80, "a", octets("/wiki/x"), null)));
        assertEquals("wiki.socket", outcome(built.table().search(AT_80, "a", octets("/wiki/in/x"), null)));
        assertEquals("other.socket", outcome(built.table().search(AT_80, "a", octets("/x"), null)));
        assertEquals(List.of("other.socket /wiki/ RESERVATION"), lost(built));
    }

    @Test
    void claimThatLostMakesNoPathAmbiguous() {
        RouteTable table = reserved("/ root.socket", "root.socket /", "other.socket /wiki/")
                .table();
        assertEquals("root.socket", outcome(table.search(AT_80, "a", octets("/x/../wiki/"), null)));
    }

    @Test
    void longestReservationThatCoversDecidesAlone() {
        Built built = TableBuilder.build(
                claims("alice-blog.socket /home/alice/", "root.socket /home/alice/x/", "root.socket /home/"),
                List.of(reservation("/home/ root.socket"), reservation("/home/alice/ alice-*.socket")),
                List.of(PORT_80),
                new HostPolicy(List.of(), Map.of(), false));
        assertEquals("alice-blog.socket", outcome(built.table().search(AT_80, "a", octets("/home/alice/x/"), null)));
        assertEquals("root.socket", outcome(built.table().search(AT_80, "a", octets("/home/bob/"), null)));
        assertEquals(List.of("root.socket /home/alice/x/ RESERVATION"), lost(built));
    }

    @Test
    void reservationCoversItsOwnHostOnly() {
        RouteTable table =
                reserved("//+/x/ nobody.socket", "name //a/", "weak /").table();
        assertEquals("Reserved", outcome(table.search(AT_80, "a", octets("/x/"), null)));
        assertEquals("name", outcome(table.search(AT_80, "a", octets("/y"), null)));
        RouteTable suffix =
                reserved("//*.example/ nobody.socket", "name //a.example/").table();
        assertEquals("name", outcome(suffix.search(AT_80, "a.example", octets("/y"), null)));
        assertEquals("Reserved", outcome(suffix.search(AT_80, "b.example", octets("/y"), null)));
    }

    @Test
    void fullReservationCoversItsListenerOnly() {
        RouteTable table = TableBuilder.build(
                        claims("wiki.socket //a/"),
                        List.of(reservation("http://a:80/ other.socket")),
                        List.of(PORT_80, PORT_8080),
                        new HostPolicy(List.of(), Map.of(), false))
                .table();
        assertEquals("Reserved", outcome(table.search(AT_80, "a", octets("/"), null)));
        assertEquals("wiki.socket", outcome(table.search(arrival(PORT_8080, "192.0.2.1"), "a", octets("/"), null)));
        assertEquals(1, table.routes().size());
    }

    @Test
    void firstOfTwoReservationsOfOnePrefixDecides() {
        RouteTable table = TableBuilder.build(
                        claims("a.socket /", "b.socket /"),
                        List.of(reservation("/ b.socket"), reservation("/ a.socket")),
                        List.of(PORT_80),
                        new HostPolicy(List.of(), Map.of(), false))
                .table();
        assertEquals("b.socket", outcome(table.search(AT_80, "h", octets("/"), null)));
    }

    @Test
    void fullFormBeatsShortForm() {
        Built built = SampleTables.built(claims("a.socket /x/", "b.socket http://*:80/x/"));
        assertEquals("b.socket", outcome(built.table().search(AT_80, "h", octets("/x/"), null)));
        assertEquals(List.of("a.socket /x/ FULL_FORM"), lost(built));
    }

    @Test
    void claimOfTheAdministratorBeatsThatOfAPackage() {
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/", "/etc/systemd/system"));
        Built built =
                TableBuilder.build(claims, List.of(), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), false));
        assertEquals("b.socket", outcome(built.table().search(AT_80, "h", octets("/x/"), null)));
        assertEquals(List.of("a.socket /x/ ADMINISTRATOR"), lost(built));
    }

    @Test
    void nothingButTheNameDecidesAtLast() {
        Built built = SampleTables.built(claims("b.socket /x/", "a.socket /x/", "a.socket /x/"));
        assertEquals("a.socket", outcome(built.table().search(AT_80, "h", octets("/x/"), null)));
        assertEquals(List.of("b.socket /x/ UNIT_NAME"), lost(built));
        assertEquals(Precedence.UNIT_NAME, built.lost().get(0).rule());
    }

    @Test
    void lossIsReportedOnceForAllListeners() {
        List<Listener> points = List.of(PORT_80, PORT_8080, LOOPBACK_80);
        Built built = TableBuilder.build(
                claims("b /x/", "a /x/"), List.of(), points, new HostPolicy(List.of(), Map.of(), false));
        assertEquals(List.of("b /x/ UNIT_NAME"), lost(built));
        assertEquals(
                List.of("/x/"),
                built.table().routes().stream().map(r -> r.prefix().toString()).toList());
    }

    private static List<String> lost(Built built) {
        return built.lost().stream()
                .map(loss -> Arrays.asList(
                                loss.loser().app().unit(), loss.loser().prefix(), loss.rule())
                        .stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
