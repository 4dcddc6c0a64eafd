package org.usher.handoff;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The number of connections that a server has, from the receipt of each to its end: what a graceful stop waits for, and
 * what keeps a process from its idle exit. Safe for use by several threads.
 */
public final class OpenConnections {
    private int count;
    private long idleSince = System.nanoTime();
    private CompletableFuture<Void> none = CompletableFuture.completedFuture(null);

    /** Makes a counter that stands at zero. */
    public OpenConnections() {}

    /** Counts a connection that was received. */
    public synchronized void opened() {
        count++;
        if (none.isDone()) {
            none = new CompletableFuture<>();
        }
    }

    /** Counts down for a connection that was closed or handed back. */
    public synchronized void closed() {
        count--;
        if (count == 0) {
            idleSince = System.nanoTime();
            none.complete(null);
            notifyAll();
        }
    }

    /** Returns a future that completes when no connection is left. To be asked once no more are received. */
    public synchronized CompletableFuture<Void> none() {
        return none;
    }

    /**
     * Ends this process, with status 0, once there has been no connection for {@code idle}: its socket starts it again for
     * the next one. A daemon thread waits for that; the shutdown hooks run as on SIGTERM.
     */
    public void exitWhenIdle(Duration idle) {
        whenIdle(idle, () -> System.exit(0));
    }

    void whenIdle(Duration idle, Runnable exit) {
        Thread thread = new Thread(
                () -> {
                    if (awaitIdleness(idle.toNanos())) {
                        exit.run();
                    }
                },
                "idle exit");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized boolean awaitIdleness(long nanos) {
        try {
            long left = nanos;
            while (count > 0 || left > 0) {
                wait(count > 0 ? 0 : left / 1_000_000 + 1);
                left = idleSince + nanos - System.nanoTime();
            }
            return true;
        } catch (InterruptedException ignored) {
            return false; // asked to watch no more
        }
    }
}
