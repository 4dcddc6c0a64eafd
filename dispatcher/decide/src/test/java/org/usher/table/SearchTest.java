package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.LOOPBACK_80;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claims;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.table;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.usher.route.Arrival;
import org.usher.route.HostPolicy;

final class SearchTest {
    @Test
    void searchEndsAtTheFirstHostsThatHaveThePath() {
        Search search =
                table("in //h/a/", "out //h/", "domain //*.d/", "weak /").search(AT_80, "h", octets("/a/b"));
        assertEquals("in", outcome(search.decision()));
        assertEquals("h", String.valueOf(search.decidedAt()));
        assertNull(search.ambiguous());
    }

    @Test
    void hostsWithoutThePathAreLeftBehind() {
        Search search = table("in //h/a/", "weak /").search(AT_80, "h", octets("/b"));
        assertEquals("weak *", outcome(search.decision()) + " " + search.decidedAt());
    }

    @Test
    void ambiguousPathEndsItToo() {
        Search search = table("in //h/a/", "weak /").search(AT_80, "h", octets("/a/..%2fc"));
        assertEquals("AmbiguousPath h", outcome(search.decision()) + " " + search.decidedAt());
        assertEquals("..%2fc", Objects.requireNonNull(search.ambiguous()).part());
    }

    @Test
    void searchThatFindsNobodyEndsNowhere() {
        assertNull(table("in //h/a/").search(AT_80, "h", octets("/b")).decidedAt());
        assertNull(table("in //h/").search(AT_80, "x", octets("/")).decidedAt());
    }

    @Test
    void hostThatTheWeakWildcardDoesNotAnswerToIsTold() {
        RouteTable table = RouteTable.of(claims("weak /"), List.of(), List.of(LOOPBACK_80), HostPolicy.DEFAULT);
        Arrival here = arrival(LOOPBACK_80, "127.0.0.1");
        assertEquals(true, table.search(here, "evil.example", octets("/")).narrowed());
        assertEquals(false, table.search(here, "localhost", octets("/")).narrowed());
        assertEquals(false, table.search(here, null, octets("/")).narrowed());
    }
}
