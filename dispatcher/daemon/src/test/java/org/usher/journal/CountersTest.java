package org.usher.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.journal.Counters.Count;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void numbersOfAPrefixOutliveTheTableThatItsRouteStandsIn() {
        Route before = JournalTest.route("/wiki/");
        counters.countBy(List.of(before));
        counters.countHandedOff(before);
        Route after = JournalTest.route("/wiki/");
        counters.countBy(List.of(after, JournalTest.route("/blog/")));
        counters.countHandedOff(after);
        counters.countRefused(Refusal.APP_OFFLINE, after);
        assertEquals(2, counters.handedOff(after));
        assertEquals(1, counters.refused(after));
        assertEquals(0, counters.handedOff(JournalTest.route("/no/")), "a route of no table");
    }

    /** A table lists its routes, and finds them for each listener: objects of their own. */
    @Test
    void routesOfOneClaimAreCountedTogether() {
        Route listed = JournalTest.route("/wiki/");
        counters.countBy(List.of(listed));
        counters.countHandedOff(new Route(listed.claim()));
        assertEquals(1, counters.handedOff(listed));
    }

    @Test
    void whatARouteOfAnEarlierTableDoesCountsInTheSum() {
        Route gone = JournalTest.route("/wiki/");
        counters.countBy(List.of(gone));
        counters.countBy(List.of());
        counters.countHandedOff(gone);
        counters.countRefused(Refusal.APP_OFFLINE, gone);
        assertEquals(1, counters.of(Count.HANDED_OFF));
        assertEquals(1, counters.refused(Refusal.APP_OFFLINE));
        assertEquals(0, counters.handedOff(gone));
    }
}
