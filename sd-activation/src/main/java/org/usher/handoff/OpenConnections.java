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

    /** There is none yet. */
    public OpenConnections() {}

    /** A connection was received. */
    public synchronized void opened() {
        count++;
        if (none.isDone()) {
            none = new CompletableFuture<>();
        }
    }

    /** A connection was closed or handed back. */
    public synchronized void closed() {
        count--;
        if (count == 0) {
            idleSince = System.nanoTime();
            none.complete(null);
            notifyAll();
        }
    }

    /** Returns what is complete when there is no connection: ask when no more are received. */
    public synchronized CompletableFuture<Void> none() {
        return none;
    }

    /**
     * Lets a daemon thread exit from this process, with status 0, when there has been no connection for {@code idle}: the
     * socket starts it again for the next one. What runs ends as on SIGTERM, by the shutdown hooks.
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
