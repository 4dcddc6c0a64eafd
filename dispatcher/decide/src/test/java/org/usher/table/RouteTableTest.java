package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.LOOPBACK_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.PORT_8080;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claim;
import static org.usher.table.Samples.claims;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.prefix;
import static org.usher.table.Samples.reservation;
import static org.usher.table.Samples.table;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.head.Head;
import org.usher.prefix.Category;
import org.usher.refusal.Refusal;
import org.usher.route.Claim;
import org.usher.route.Decision.Refused;
import org.usher.route.Decision.Routed;
import org.usher.route.HostPolicy;
import org.usher.route.Listener;
import org.usher.route.LostClaim.Rule;

final class RouteTableTest {
    /** One claim of every category, named after it, and a second suffix. */
    private static final RouteTable CATEGORIES = table(
            "strong http://+:80/strong/",
            "name //a.b.example/name/",
            "long //*.b.example/long/",
            "short //*.example/",
            "address //192.0.2.1/address/",
            "weak /weak/");

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "a.b.example, /strong/x, strong",
        "a.b.example, /name/x, name",
        "a.b.example, /long/x, long",
        "a.b.example, /x, short",
        "a.b.example, /address/x, short",
        "x.a.b.example, /long/x, long",
        "x.a.b.example, /name/x, short",
        "b.example, /long/, short",
        "other, /strong/x, strong",
        "other, /address/x, address",
        "other, /weak/x, weak",
        "example, /x, UnknownPath",
        "other, /x, UnknownPath",
        "192.0.2.1, /address, address",
    })
    void firstCategoryThatMatchesEndsTheSearch(String host, String path, String outcome) {
        assertEquals(outcome, outcome(CATEGORIES.find(AT_80, host, octets(path))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/strong/, strong", "/address/, address", "/weak/, weak", "/name/, UnknownPath"})
    void requestWithoutHostReachesWildcardsAndAddresses(String path, String outcome) {
        assertEquals(outcome, outcome(CATEGORIES.find(AT_80, null, octets(path))));
    }

    @Test
    void categoryBeatsLength() {
        RouteTable table = table("strong //+/", "name //a/long/path/");
        assertEquals("strong", outcome(table.find(AT_80, "a", octets("/long/path/"))));
    }

    @Test
    void ambiguousPathEndsTheSearch() {
        RouteTable table = table("name //a/x/", "weak /");
        Refused refused = (Refused) table.find(AT_80, "a", octets("/x/%2e%2e/y"));
        assertEquals(Refusal.AMBIGUOUS_PATH, refused.reason());
        assertEquals(
                "The part \"%2e%2e\" of the path can be read so that \"..\" in it leads elsewhere.", refused.detail());
    }

    @Test
    void addressIsThatOfTheConnection() {
        RouteTable table = table("address //192.0.2.1/", "mapped //[::ffff:192.0.2.9]/", "six //[::1]/");
        assertEquals("address", outcome(table.find(arrival(PORT_80, "::ffff:192.0.2.1"), "any", octets("/"))));
        assertEquals("mapped", outcome(table.find(arrival(PORT_80, "192.0.2.9"), "any", octets("/"))));
        assertEquals("six", outcome(table.find(arrival(PORT_80, "::1"), "any", octets("/"))));
        assertEquals("UnknownHost", outcome(table.find(arrival(PORT_80, "192.0.2.2"), "192.0.2.1", octets("/"))));
    }

    @Test
    void portAndSchemeAreThoseOfTheListener() {
        RouteTable table = RouteTable.of(
                claims("full http://a:80/", "tls https://a:80/", "other http://a:8080/", "far http://b:8080/x/"),
                List.of(),
                List.of(PORT_80, PORT_8080),
                HostPolicy.DEFAULT);
        assertEquals("full", outcome(table.find(AT_80, "a", octets("/"))));
        assertEquals("other", outcome(table.find(arrival(PORT_8080, "192.0.2.1"), "a", octets("/"))));
        assertEquals("UnknownPath", outcome(table.find(arrival(PORT_8080, "192.0.2.1"), "b", octets("/"))));
        assertEquals("UnknownHost", outcome(table.find(AT_80, "b", octets("/x/"))));
        Listener unknown = new Listener("http", 81, false);
        assertEquals("UnknownHost", outcome(table.find(arrival(unknown, "192.0.2.1"), "a", octets("/"))));
    }

    @Test
    void targetOfAnotherSchemeIsMisdirected() {
        RouteTable table = table("weak /");
        assertEquals("weak", outcome(table.find(AT_80, head("http"))));
        assertEquals("UnknownHost", outcome(table.find(AT_80, head("https"))));
    }

    @Test
    void unknownHostIsToldFromUnknownPath() {
        RouteTable table = table("name //a/x/");
        assertEquals("UnknownPath", outcome(table.find(AT_80, "a", octets("/y"))));
        assertEquals("UnknownHost", outcome(table.find(AT_80, "b", octets("/x/"))));
        assertEquals("UnknownHost", outcome(table.find(AT_80, null, octets("/x/"))));
    }

    @Test
    void hostThatIsOnlyReservedIsUnknownBesideTheReservation() {
        RouteTable table = reserved("//a/x/ a.socket");
        assertEquals("UnknownHost", outcome(table.find(AT_80, "a", octets("/y"))));
        assertEquals("Reserved", outcome(table.find(AT_80, "a", octets("/x/y"))));
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
        HostPolicy policy = new HostPolicy(List.of(prefix("//listed.example/").host()), false);
        List<Claim> claims = claims("weak /", "named http://named.example:8080/", "sub //*.sub.example/y/");
        RouteTable table = RouteTable.of(claims, List.of(), List.of(LOOPBACK_80), policy);
        assertEquals(outcome, outcome(table.find(arrival(LOOPBACK_80, "127.0.0.1"), host, octets("/x"))));
    }

    @Test
    void weakWildcardElsewhereAnswersEveryHostUntilHostsAreListed() {
        List<Claim> claims = claims("weak /");
        HostPolicy listed = new HostPolicy(List.of(prefix("//a/").host()), false);
        RouteTable open = RouteTable.of(claims, List.of(), List.of(PORT_80), HostPolicy.DEFAULT);
        RouteTable narrow = RouteTable.of(claims, List.of(), List.of(PORT_80), listed);
        RouteTable always = RouteTable.of(claims, List.of(), List.of(PORT_80), new HostPolicy(List.of(), true));
        assertEquals("weak", outcome(open.find(AT_80, "b", octets("/"))));
        assertEquals("UnknownHost", outcome(narrow.find(AT_80, "b", octets("/"))));
        assertEquals("weak", outcome(narrow.find(AT_80, "a", octets("/"))));
        assertEquals("UnknownHost", outcome(always.find(AT_80, "b", octets("/"))));
        assertEquals("weak", outcome(always.find(AT_80, null, octets("/"))));
    }

    /** Two listeners that stand for one port: 80, and 8080 with Port=80 and Hosts=a in its unit. */
    @Test
    void everyListenerMayHaveHostsOfItsOwn() {
        Listener other = new Listener("alt.socket", "http", 80, false);
        HostPolicy policy = new HostPolicy(
                List.of(), Map.of("alt.socket", List.of(prefix("//a/").host())), false);
        RouteTable table = RouteTable.of(claims("weak /"), List.of(), List.of(PORT_80, other), policy);
        assertEquals("weak", outcome(table.find(AT_80, "b", octets("/"))));
        assertEquals("UnknownHost", outcome(table.find(arrival(other, "192.0.2.1"), "b", octets("/"))));
        assertEquals("weak", outcome(table.find(arrival(other, "192.0.2.1"), "a", octets("/"))));
    }

    @Test
    void reservationThatNobodyEntitledHasClaimedIsRefused() {
        RouteTable table =
                reserved("/wiki/ wiki.socket", "other.socket /", "other.socket /wiki/", "wiki.socket /wiki/in/");
        assertEquals("Reserved", outcome(table.find(AT_80, "a", octets("/wiki/x"))));
        assertEquals("wiki.socket", outcome(table.find(AT_80, "a", octets("/wiki/in/x"))));
        assertEquals("other.socket", outcome(table.find(AT_80, "a", octets("/x"))));
        assertEquals(List.of("other.socket /wiki/ RESERVATION"), losses(table));
    }

    @Test
    void claimThatLostMakesNoPathAmbiguous() {
        RouteTable table = reserved("/ root.socket", "root.socket /", "other.socket /wiki/");
        assertEquals("root.socket", outcome(table.find(AT_80, "a", octets("/x/../wiki/"))));
    }

    @Test
    void longestReservationThatCoversDecidesAlone() {
        RouteTable table = RouteTable.of(
                claims("alice-blog.socket /home/alice/", "root.socket /home/alice/x/", "root.socket /home/"),
                List.of(reservation("/home/ root.socket"), reservation("/home/alice/ alice-*.socket")),
                List.of(PORT_80),
                HostPolicy.DEFAULT);
        assertEquals("alice-blog.socket", outcome(table.find(AT_80, "a", octets("/home/alice/x/"))));
        assertEquals("root.socket", outcome(table.find(AT_80, "a", octets("/home/bob/"))));
        assertEquals(List.of("root.socket /home/alice/x/ RESERVATION"), losses(table));
    }

    @Test
    void reservationCoversItsOwnHostOnly() {
        RouteTable table = reserved("//+/x/ nobody.socket", "name //a/", "weak /");
        assertEquals("Reserved", outcome(table.find(AT_80, "a", octets("/x/"))));
        assertEquals("name", outcome(table.find(AT_80, "a", octets("/y"))));
        RouteTable suffix = reserved("//*.example/ nobody.socket", "name //a.example/");
        assertEquals("name", outcome(suffix.find(AT_80, "a.example", octets("/y"))));
        assertEquals("Reserved", outcome(suffix.find(AT_80, "b.example", octets("/y"))));
    }

    @Test
    void fullReservationCoversItsListenerOnly() {
        RouteTable table = RouteTable.of(
                claims("wiki.socket //a/"),
                List.of(reservation("http://a:80/ other.socket")),
                List.of(PORT_80, PORT_8080),
                HostPolicy.DEFAULT);
        assertEquals("Reserved", outcome(table.find(AT_80, "a", octets("/"))));
        assertEquals("wiki.socket", outcome(table.find(arrival(PORT_8080, "192.0.2.1"), "a", octets("/"))));
        assertEquals(1, table.routes().size());
    }

    @Test
    void firstOfTwoReservationsOfOnePrefixDecides() {
        RouteTable table = RouteTable.of(
                claims("a.socket /", "b.socket /"),
                List.of(reservation("/ b.socket"), reservation("/ a.socket")),
                List.of(PORT_80),
                HostPolicy.DEFAULT);
        assertEquals("b.socket", outcome(table.find(AT_80, "h", octets("/"))));
    }

    @Test
    void fullFormBeatsShortForm() {
        RouteTable table = table("a.socket /x/", "b.socket http://*:80/x/");
        assertEquals("b.socket", outcome(table.find(AT_80, "h", octets("/x/"))));
        assertEquals(List.of("a.socket /x/ FULL_FORM"), losses(table));
    }

    @Test
    void claimOfTheAdministratorBeatsThatOfAPackage() {
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/", "/etc/systemd/system"));
        RouteTable table = RouteTable.of(claims, List.of(), List.of(PORT_80), HostPolicy.DEFAULT);
        assertEquals("b.socket", outcome(table.find(AT_80, "h", octets("/x/"))));
        assertEquals(List.of("a.socket /x/ ADMINISTRATOR"), losses(table));
    }

    @Test
    void nothingButTheNameDecidesAtLast() {
        RouteTable table = table("b.socket /x/", "a.socket /x/", "a.socket /x/");
        assertEquals("a.socket", outcome(table.find(AT_80, "h", octets("/x/"))));
        assertEquals(List.of("b.socket /x/ UNIT_NAME"), losses(table));
        assertEquals(Rule.UNIT_NAME, table.losses().get(0).rule());
    }

    @Test
    void lossIsReportedOnceForAllListeners() {
        List<Listener> points = List.of(PORT_80, PORT_8080, LOOPBACK_80);
        RouteTable table = RouteTable.of(claims("b /x/", "a /x/"), List.of(), points, HostPolicy.DEFAULT);
        assertEquals(List.of("b /x/ UNIT_NAME"), losses(table));
        assertEquals(
                List.of("/x/"),
                table.routes().stream().map(r -> r.prefix().toString()).toList());
    }

    @Test
    void categoryIsTold() {
        Routed routed = (Routed) CATEGORIES.find(AT_80, "x.b.example", octets("/long/"));
        assertEquals(Category.SUBDOMAINS, routed.category());
        assertEquals("//*.b.example/long/", routed.route().prefix().toString());
    }

    @Test
    void emptyTableKnowsNoHost() {
        assertEquals("UnknownHost", outcome(table().find(AT_80, "a", octets("/"))));
    }

    private static RouteTable reserved(String reservation, String... unitsAndPrefixes) {
        return RouteTable.of(
                claims(unitsAndPrefixes), List.of(reservation(reservation)), List.of(PORT_80), HostPolicy.DEFAULT);
    }

    private static List<String> losses(RouteTable table) {
        return table.losses().stream()
                .map(loss -> Arrays.asList(
                                loss.loser().app().unit(), loss.loser().prefix(), loss.rule())
                        .stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static Head head(String scheme) {
        return new Head(1, "GET", octets("/"), 1, scheme, "a", octets("/"));
    }
}
