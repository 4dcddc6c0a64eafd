package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private static final Duration IDLE = Duration.ofMillis(50);

    private final OpenConnections connections = new OpenConnections();
    private final CompletableFuture<Void> exit = new CompletableFuture<>();

    @Test
    void aProcessWithoutConnectionsExits() throws Exception {
        connections.whenIdle(IDLE, () -> exit.complete(null));
        exit.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aProcessWithAnOpenConnectionStays() throws Exception {
        connections.opened();
        connections.whenIdle(IDLE, () -> exit.complete(null));
        Assertions.assertThrows(TimeoutException.class, () -> exit.get(4 * IDLE.toMillis(), TimeUnit.MILLISECONDS));
        connections.closed();
        exit.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aStopWaitsForTheLastConnection() {
        assertTrue(connections.none().isDone());
        connections.opened();
        connections.opened();
        connections.closed();
        assertFalse(connections.none().isDone());
        connections.closed();
        assertTrue(connections.none().isDone());
    }
}
