package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.connection.ConnectionIds;
import org.usher.posix.FaultyKernel;

/** A loop of which one thread dies, by an error that no barrier holds up: its fds end with the process. */
@Timeout(10)
class LoopDeathTest {
    private final FaultyKernel faulty = new FaultyKernel();
    private final Loop loop = new Loop(
            faulty.kernel(),
            new ConnectionIds(new byte[ConnectionIds.KEY_SIZE]),
            new RecordedEvents(new LinkedBlockingQueue<>()),
            (reason, request) -> Optional.empty(),
            app -> "");

    @Test
    void deathOfTheThreadThatAcceptsEndsTheLoopAtOnce() {
        loop.post(() -> {
            throw new OutOfMemoryError("a test");
        });
        assertEquals("a test", assertThrows(OutOfMemoryError.class, loop::run).getMessage());
    }

    @Test
    void deathOfTheThreadForHeldConnectionsEndsTheLoopAtOnce() {
        faulty.instead("epollWait", arguments -> {
            if (Thread.currentThread().getName().equals("held-connections")) {
                throw new OutOfMemoryError("a test");
            }
            return null;
        });
        Throwable death = assertThrows(IllegalStateException.class, loop::run);
        assertEquals("a test", death.getCause().getMessage());
    }
}
