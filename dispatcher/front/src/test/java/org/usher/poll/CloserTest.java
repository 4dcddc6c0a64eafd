package org.usher.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.posix.FaultyKernel;

class CloserTest {
    private final FaultyKernel kernel = new FaultyKernel().instead("close", fd -> 0);
    private final Closer held = new Closer(kernel.kernel(), Thread::start);

    @Test
    void fourMegabytesAreKeptForAllAppsTogether() {
        int kept = 0;
        while (held.tryKeep(1000 + kept, 60_000)) {
            kept++;
        }
        assertEquals((4 << 20) / 60_000, kept);
        held.accept(1000);
        assertTrue(held.tryKeep(2000, 60_000));
        assertFalse(held.tryKeep(2001, 60_000));
    }

    @Test
    void nothingIsLostWhileThereIsNoThreadToBeHad() {
        List<Thread> started = new ArrayList<>();
        Closer closer = new Closer(kernel.kernel(), thread -> {
            started.add(thread);
            if (started.size() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            thread.start();
        });
        closer.accept(1000);
        for (int turn = 0; turn < 2; turn++) {
            assertTrue(closer.flush(), "some of it still waits");
        }
        while (closer.flush()) {
            Thread.onSpinWait();
        }
        assertEquals(3, started.size());
    }

    @Test
    void connectionWithoutUnreadOctetsAlwaysHasRoom() {
        assertTrue(held.tryKeep(1, 4 << 20));
        assertTrue(held.tryKeep(2, 0));
        assertFalse(held.tryKeep(3, 1));
        held.accept(2);
        assertFalse(held.tryKeep(3, 1));
    }
}
