package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.head.Head;
import org.usher.refusal.Refusal;
import org.usher.route.Category;
import org.usher.table.Decision.Refused;
import org.usher.table.Decision.Routed;

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
        assertEquals(outcome, outcome(CATEGORIES.search(AT_80, host, octets(path), null)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/strong/, strong", "/address/, address", "/weak/, weak", "/name/, UnknownPath"})
    void requestWithoutHostReachesWildcardsAndAddresses(String path, String outcome) {
        assertEquals(outcome, outcome(CATEGORIES.search(AT_80, null, octets(path), null)));
    }

    @Test
    void categoryBeatsLength() {
        RouteTable table = table("strong //+/", "name //a/long/path/");
        assertEquals("strong", outcome(table.search(AT_80, "a", octets("/long/path/"), null)));
    }

    @Test
    void ambiguousPathEndsTheSearch() {
        RouteTable table = table("name //a/x/", "weak /");
        Refused refused = (Refused) table.search(AT_80, "a", octets("/x/%2e%2e/y"), null);
        assertEquals(Refusal.AMBIGUOUS_PATH, refused.reason());
        assertEquals(
                "The segment \"%2e%2e\" of the path can be read in two ways: \"..\" in it may lead elsewhere.",
                refused.detail());
    }

    @Test
    void addressIsThatOfTheConnection() {
        RouteTable table = table("address //192.0.2.1/", "mapped //[::ffff:192.0.2.9]/", "six //[::1]/");
        assertEquals("address", outcome(table.search(arrival(PORT_80, "::ffff:192.0.2.1"), "any", octets("/"), null)));
        assertEquals("mapped", outcome(table.search(arrival(PORT_80, "192.0.2.9"), "any", octets("/"), null)));
        assertEquals("six", outcome(table.search(arrival(PORT_80, "::1"), "any", octets("/"), null)));
        assertEquals(
                "UnknownHost", outcome(table.search(arrival(PORT_80, "192.0.2.2"), "192.0.2.1", octets("/"), null)));
    }

    @Test
    void targetOfAnotherSchemeIsMisdirected() {
        RouteTable table = table("weak /");
        assertEquals("weak", outcome(table.search(AT_80, head("http"), null)));
        assertEquals("UnknownHost", outcome(table.search(AT_80, head("https"), null)));
    }

    @Test
    void unknownHostIsToldFromUnknownPath() {
        RouteTable table = table("name //a/x/");
        assertEquals("UnknownPath", outcome(table.search(AT_80, "a", octets("/y"), null)));
        assertEquals("UnknownHost", outcome(table.search(AT_80, "b", octets("/x/"), null)));
        assertEquals("UnknownHost", outcome(table.search(AT_80, null, octets("/x/"), null)));
    }

    @Test
    void categoryIsTold() {
        Routed routed = (Routed) CATEGORIES.search(AT_80, "x.b.example", octets("/long/"), null);
        assertEquals(Category.SUBDOMAINS, routed.route().prefix().host().category());
        assertEquals("//*.b.example/long/", routed.route().prefix().toString());
    }

    @Test
    void emptyTableKnowsNoHost() {
        assertEquals("UnknownHost", outcome(table().search(AT_80, "a", octets("/"), null)));
    }

    private static Head head(String scheme) {
        return new Head(1, "GET", octets("/"), 1, scheme, "a", octets("/"), false);
    }
}
