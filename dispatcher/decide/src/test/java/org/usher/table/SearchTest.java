package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.LOOPBACK_80;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claims;
import static org.usher.table.Samples.layers;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.table;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.route.Arrival;
import org.usher.route.Route;

/** What the trail of a search tells. */
final class SearchTest {
    private final Trail trail = new Trail();

    /** The layers that the trail names, each with its holders and what it contributed. */
    private List<String> steps() {
        return trail.visits().stream()
                .map(visit -> visit.host() + " "
                        + visit.holders().stream()
                                .map(holder -> holder.prefix().toString())
                                .toList() + " "
                        + visit.contribution())
                .toList();
    }

    private String search(RouteTable table, String host, String path) {
        return outcome(table.search(AT_80, host, octets(path), trail));
    }

    @Test
    void trailNamesTheLayersAndTheHoldersOnTheWayLongestFirst() {
        RouteTable table = table("strong //+/b/", "in //h.d/a/", "out //h.d/", "domain //*.d/a/", "weak /");
        assertEquals("in", search(table, "h.d", "/a/b"));
        assertEquals(
                List.of(
                        "+ [] PASSED",
                        "h.d [//h.d/a/, //h.d/] DECIDED",
                        "*.d [//*.d/a/] NOT_REACHED",
                        "* [/] NOT_REACHED"),
                steps());
        assertEquals(
                "//h.d/a/",
                Objects.requireNonNull(trail.end()).holders().get(0).prefix().toString());
    }

    @Test
    void searchGoesOnPastALayerWithoutThePath() {
        assertEquals("weak", search(table("in //h/a/", "weak /"), "h", "/b"));
        assertEquals(List.of("h [] PASSED", "* [/] DECIDED"), steps());
    }

    @Test
    void ambiguousPathEndsTheSearch() {
        assertEquals("AmbiguousPath", search(table("in //h/a/", "weak /"), "h", "/a/..%2fc"));
        assertEquals(List.of("h [//h/a/] AMBIGUOUS", "* [/] NOT_REACHED"), steps());
    }

    @Test
    void searchThatFindsNobodyEndsNowhere() {
        assertEquals("UnknownPath", search(table("in //h/a/"), "h", "/b"));
        assertEquals(List.of("h [] PASSED"), steps());
        assertNull(trail.end());
    }

    @Test
    void searchIsTheSameWithAndWithoutATrail() {
        RouteTable table = table("in //h/a/", "domain //*.d/", "weak /");
        for (String path : List.of("/", "/a/b", "/a/../x", "/%2e%2e/a")) {
            assertEquals(outcome(table.search(AT_80, "h", octets(path), null)), search(table, "h", path));
        }
    }

    @Test
    void weakWildcardThatDoesNotAnswerToTheHostIsTold() {
        List<Route> weak = claims("weak /").stream().map(Route::new).toList();
        KnownHosts known = new KnownHosts(List.of());
        RouteTable table =
                new RouteTable(List.of(new ListenerTable(LOOPBACK_80, layers(LOOPBACK_80, weak), known)), weak);
        assertEquals("UnknownHost [* [/] NARROWED]", narrowed(table, "evil.example"));
        assertEquals("weak [* [/] DECIDED]", narrowed(table, "localhost"));
        assertEquals("weak [* [/] DECIDED]", narrowed(table, null));
    }

    private static String narrowed(RouteTable table, @Nullable String host) {
        Arrival here = arrival(LOOPBACK_80, "127.0.0.1");
        SearchTest test = new SearchTest();
        return outcome(table.search(here, host, octets("/"), test.trail)) + " " + test.steps();
    }
}
