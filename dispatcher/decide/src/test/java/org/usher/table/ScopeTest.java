package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.LOOPBACK_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.app;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claims;
import static org.usher.table.Samples.layers;
import static org.usher.table.Samples.listenerTable;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.prefix;
import static org.usher.table.Samples.reservation;
import static org.usher.table.Samples.table;

import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.Scope;
import org.usher.handoff.Scope.Kind;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.Route;
import org.usher.table.Decision.Routed;

final class ScopeTest {
    @Test
    void loneWeakRootHasTheConnection() {
        assertEquals("CONNECTION []", scope(table("a /"), "h", "/x"));
    }

    @Test
    void loneWeakRootOfALoopbackListenerHasItsHostOnly() {
        List<Layer> layers = layers(LOOPBACK_80, routes("a /"));
        RouteTable table =
                new RouteTable(List.of(new ListenerTable(LOOPBACK_80, layers, new KnownHosts(List.of()))), List.of());
        assertEquals(
                "PREFIX []", scope(table.search(arrival(LOOPBACK_80, "127.0.0.1"), "localhost", octets("/"), null)));
    }

    @Test
    void strongRootHasTheConnectionWhateverOthersClaim() {
        assertEquals("CONNECTION []", scope(table("a //+/", "b //h/", "c /x/"), "h", "/x"));
    }

    @Test
    void nestedClaimEndsTheConnectionScope() {
        assertEquals("PREFIX [/x/]", scope(table("a /", "b /x/"), "h", "/"));
        assertEquals("PREFIX [/x/]", scope(table("a //+/", "b //+/x/"), "h", "/"));
    }

    @Test
    void otherHostEndsTheConnectionScope() {
        assertEquals("PREFIX []", scope(table("a /", "b //other/"), "h", "/"));
        assertEquals("PREFIX []", scope(table("a /", "b //*.other/"), "h", "/"));
        assertEquals("PREFIX []", scope(table("a //h/"), "h", "/"));
    }

    @Test
    void addressRootHasTheConnectionsToIt() {
        assertEquals("CONNECTION []", scope(table("a //192.0.2.1/", "b /"), "h", "/"));
        assertEquals(
                "PREFIX []",
                scope(table("a //192.0.2.1/", "b //+/x/", "c //h/y/"), "other", "/")
                        .replace("/x/", ""));
    }

    @Test
    void claimAtAnotherAddressLeavesTheConnectionScope() {
        assertEquals("CONNECTION []", scope(table("a /", "b //192.0.2.9/x/"), "h", "/"));
    }

    @Test
    void exceptsAreTheClaimsBelowOfTheSameOrAHigherCategory() {
        RouteTable table = table(
                "a /app/",
                "b /app/same/",
                "c //h/app/name/",
                "d //+/app/strong/",
                "e //192.0.2.1/app/address/",
                "f //other/app/other/",
                "g /beside/");
        assertEquals("PREFIX [/app/address/, /app/name/, /app/same/, /app/strong/]", scope(table, "h", "/app/x"));
        assertEquals("PREFIX [/app/address/, /app/same/, /app/strong/]", scope(table, "third", "/app/x"));
        assertEquals("PREFIX []", scope(table, "h", "/app/name/x"));
    }

    @Test
    void shorterSuffixIsNoHigherCategory() {
        RouteTable table = table("long //*.b.example/", "short //*.example/x/", "weak /x/");
        assertEquals("PREFIX []", scope(table, "a.b.example", "/"));
        assertEquals("PREFIX []", scope(table, "c.example", "/x/"));
    }

    @Test
    void longerSuffixIsAHigherCategory() {
        RouteTable table = table("long //*.b.example/x/", "short //*.example/");
        assertEquals("PREFIX [/x/]", scope(table, "a.b.example", "/"));
        assertEquals("PREFIX []", scope(table, "c.example", "/"));
    }

    @Test
    void reservationIsAnExcept() {
        List<Holder> holders = List.of(routes("a /").get(0), reservation("/kept/ b.socket"));
        RouteTable table = new RouteTable(List.of(listenerTable(PORT_80, holders)), List.of());
        assertEquals("PREFIX [/kept/]", scope(table, "h", "/"));
    }

    @Test
    void ownClaimsBelowAreNoExceptsButThoseOfOthersBelowThem() {
        assertEquals("PREFIX [/own/other/]", scope(table("a /", "a /own/", "b /own/other/"), "h", "/"));
    }

    @Test
    void exceptBelowAnExceptIsLeftOut() {
        assertEquals("PREFIX [/x-y/, /x/]", scope(table("a /", "b /x/", "c /x/z/", "d //h/x/w/", "e /x-y/"), "h", "/"));
    }

    @Test
    void moreThanEightExceptsMeanFirst() {
        assertEquals(Kind.PREFIX, routed(nested(8, "x"), "h", "/").scope().kind());
        assertEquals("FIRST []", scope(nested(9, "x"), "h", "/"));
    }

    @Test
    void moreThan256OctetsOfExceptsMeanFirst() {
        assertEquals(
                Kind.PREFIX,
                routed(nested(2, "x".repeat(125)), "h", "/").scope().kind());
        assertEquals("FIRST []", scope(nested(2, "x".repeat(126)), "h", "/"));
    }

    @Test
    void isolatedAppGetsOneRequestAConnection() {
        Claim claim = new Claim(prefix("/"), app("a", true), Path.of("/etc/a"), 1);
        RouteTable table = table(PORT_80, List.of(claim));
        assertEquals("CLOSE []", scope(table, "h", "/"));
    }

    @Test
    void scopeIsFoundOutOnceForAllHostsThatReachTheSame() {
        RouteTable table = table("a /", "b /x/", "c //named/y/", "d //*.example/x/z/");
        assertSame(routed(table, "h", "/1"), routed(table, "other", "/2"));
        assertEquals(
                Scope.LEASE_SECONDS_DEFAULT, routed(table, "h", "/").scope().leaseSeconds());
    }

    @Test
    void decisionIsTheSameForAllHostsWhoseLayersHoldNothingBelowTheRoute() {
        RouteTable table = table("a /x/", "b //one/y/", "c //two/x/z/", "d //*.example/y/");
        Routed routed = routed(table, "h", "/x/");
        assertSame(routed, routed(table, "one", "/x/"));
        assertSame(routed, routed(table, "any.example", "/x/"));
        assertEquals("PREFIX [/x/z/]", scope(table, "two", "/x/"));
        assertSame(routed(table, "two", "/x/"), routed(table, "two", "/x/1"));
    }

    @Test
    void decisionsAreAsManyAsTheClaimsAllowWhateverClientsSend() {
        RouteTable table = table("a /", "b /x/", "c //named/x/y/", "d //*.example/z/");
        Set<Decision> decisions = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int host = 0; host < 250; host++) {
            for (int path = 0; path < 80; path++) {
                decisions.add(table.search(AT_80, "h" + host, octets("/" + path), null));
                decisions.add(table.search(AT_80, "h" + host + ".example", octets("/x/" + path), null));
                decisions.add(table.search(AT_80, "named", octets("/x/" + path), null));
            }
        }
        assertEquals(3, decisions.size());
    }

    @Test
    void decisionCarriesWhatAHandoffSaysOfTheRoute() {
        Routed routed = routed(table("a /", "b /x/"), "h", "/");
        assertArrayEquals(HandoffEncoder.routeTlvs("/", routed.scope(), null), routed.tlvs());
    }

    @Test
    void kindsHaveTheirNumbersOnTheWire() {
        assertEquals(List.of(Kind.FIRST, Kind.CONNECTION, Kind.PREFIX, Kind.CLOSE), List.of(Kind.values()));
    }

    private static List<Route> routes(String... unitsAndPrefixes) {
        return claims(unitsAndPrefixes).stream().map(Route::new).toList();
    }

    /** A root claim with others below whose names begin with a digit. */
    private static RouteTable nested(int count, String name) {
        List<String> claims =
                IntStream.range(0, count).mapToObj(i -> "b /" + i + name + "/").toList();
        String[] all = IntStream.rangeClosed(0, count)
                .mapToObj(i -> i == 0 ? "a /" : claims.get(i - 1))
                .toArray(String[]::new);
        return table(all);
    }

    private static Routed routed(RouteTable table, String host, String path) {
        return (Routed) table.search(AT_80, host, octets(path), null);
    }

    private static String scope(RouteTable table, String host, String path) {
        return scope(table.search(AT_80, host, octets(path), null));
    }

    private static String scope(Decision decision) {
        Scope scope = ((Routed) decision).scope();
        return scope.kind() + " " + scope.excepts();
    }
}
