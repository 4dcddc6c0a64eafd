package org.usher.handback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.usher.poll.Closer;
import org.usher.posix.FaultyKernel;

class HeldUnreadTest {
    private final FaultyKernel kernel = new FaultyKernel().instead("close", fd -> 0);
    private final HeldUnread held = new HeldUnread(new Closer(kernel.kernel()));

    @Test
    void fourMegabytesAreKeptForAllAppsTogether() {
        int kept = 0;
        while (held.tryAdd(1000 + kept, 60_000)) {
            kept++;
        }
        assertEquals((4 << 20) / 60_000, kept);
        held.accept(1000);
        assertTrue(held.tryAdd(2000, 60_000));
        assertFalse(held.tryAdd(2001, 60_000));
    }

    @Test
    void connectionWithoutUnreadOctetsAlwaysHasRoom() {
        assertTrue(held.tryAdd(1, 4 << 20));
        assertTrue(held.tryAdd(2, 0));
        assertFalse(held.tryAdd(3, 1));
        held.accept(2);
        assertFalse(held.tryAdd(3, 1));
    }
}
