package org.usher.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.usher.refusal.Refusal;

class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void numbersOfARouteOutliveTheTableThatItStandsIn() {
        counters.countHandedOff(JournalTest.route("/wiki/"));
        counters.countHandedOff(JournalTest.route("/wiki/"));
        counters.countRefused(Refusal.APP_OFFLINE, JournalTest.route("/wiki/"));
        assertEquals(2, counters.handedOff("/wiki/"));
        assertEquals(1, counters.refused("/wiki/"));
        assertEquals(0, counters.handedOff("/blog/"));
    }

    @Test
    void prefixesThatComeAndGoForEverDoNotFillTheMemory() {
        counters.countHandedOff(JournalTest.route("/wiki/"));
        int before = counters.prefixes();
        for (int i = 0; i < Counters.PREFIXES_MAX; i++) {
            counters.countHandedOff(JournalTest.route("/" + i + "/"));
        }
        assertEquals(before, counters.prefixes());
        assertEquals(Counters.PREFIXES_MAX + 1, counters.handedOff());
    }
}
