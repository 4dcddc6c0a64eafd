package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.table;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.route.Route;

final class ExplanationTest {
    @Test
    void everyCandidateIsListedWithTheRuleThatBeatIt() {
        RouteTable table = table("in //h/a/b/", "out //h/", "late //h/", "weak /a/", "beside //h/c/", "other //o/a/");
        Explanation explanation = table.explain(AT_80, "h", octets("/a/b/c"));
        assertEquals("in", outcome(explanation.decision()));
        assertEquals(
                List.of(
                        "in NAME wins",
                        "late NAME a longer prefix for the same host wins",
                        "out NAME nothing but the unit's name decides",
                        "weak WEAK the search ended before this kind of host"),
                lines(explanation));
    }

    @Test
    void ambiguousPathHasNoWinner() {
        Explanation explanation = table("in //h/a/", "weak /").explain(AT_80, "h", octets("/a/../c"));
        assertEquals("AmbiguousPath", outcome(explanation.decision()));
        assertEquals(
                List.of(
                        "in NAME the path can be read so that it leads elsewhere",
                        "weak WEAK the search ended before this kind of host"),
                lines(explanation));
    }

    @Test
    void unknownHostHasNoCandidates() {
        assertEquals(List.of(), lines(table("in //h/").explain(AT_80, "x", octets("/"))));
    }

    private static List<String> lines(Explanation explanation) {
        return explanation.candidates().stream()
                .map(c -> ((Route) c.holding()).app().unit() + " " + c.category() + " " + c.why())
                .toList();
    }
}
