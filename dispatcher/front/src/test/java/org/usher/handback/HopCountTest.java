package org.usher.handback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HopCountTest {
    private final HopCount hops = new HopCount();

    @Test
    void aConnectionOnWhichNothingWasWrittenHasARequestThatNobodyAnswered() {
        assertEquals(1, hops.of(7, 0, 0));
        assertEquals(2, hops.of(7, 0, 0));
        assertEquals(1, hops.of(8, 0, 0));
    }

    @Test
    void whateverWasWrittenSinceMayBeAnAnswer() {
        assertEquals(0, hops.of(7, 100, 0));
        assertEquals(1, hops.of(7, 100, 0));
        assertEquals(0, hops.of(7, 101, 0));
        assertEquals(1, hops.of(7, 101, 1));
        assertEquals(2, hops.of(7, 101, 1));
    }

    @Test
    void anAppMaySayMore() {
        assertEquals(3, hops.of(7, 0, 3));
        assertEquals(4, hops.of(7, 0, 0));
        assertEquals(2, hops.of(7, 100, 2));
    }

    @Test
    void hopsNeverExceedTheirOctet() {
        assertEquals(255, hops.of(7, 0, 255));
        assertEquals(255, hops.of(7, 0, 0));
    }

    @Test
    void theConnectionsThatCameBackLastAreRemembered() {
        for (int cookie = 0; cookie < 10_000; cookie++) {
            assertEquals(0, hops.of(cookie, 1, 0));
        }
        assertEquals(1, hops.of(10_000 - 4096, 1, 0));
        assertEquals(0, hops.of(10_000 - 4097, 1, 0), "forgotten");
    }
}
