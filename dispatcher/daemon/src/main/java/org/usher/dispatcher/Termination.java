package org.usher.dispatcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.usher.journal.Journal;

/**
 * The end of the process. SIGTERM and SIGINT let the loop park what is open first; a loop that has died ends the process
 * at once, so that systemd starts another.
 *
 * <p>The JVM answers these signals with its shutdown from its very start on; a handler would come too late for connections
 * that the loop already has. The shutdown hook touches nothing itself: the loop's thread does everything.
 */
final class Termination {
    /** The exit code after a loop that has died (sysexits.h, EX_SOFTWARE). */
    static final int LOOP_DIED = 70;

    /** The loop does not block, so this is for a machine under load; systemd kills after TimeoutStopSec=. */
    private static final long PATIENCE_SECONDS = 8;

    private Termination() {}

    /**
     * Runs {@code loop} to its end on this thread. A signal that ends the process runs {@code stop}, and the process waits
     * for that end. If the loop dies, this logs why and does not return.
     */
    static void run(Runnable loop, Runnable stop, Journal journal) {
        CompletableFuture<Boolean> completed = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInOrder(stop, completed), "termination"));
        try {
            loop.run();
            completed.complete(true);
        } catch (RuntimeException | Error fault) {
            try {
                journal.failedForGood("the loop has died: " + Journal.reason(fault));
            } finally {
                Runtime.getRuntime().halt(LOOP_DIED); // no hook: it would wait for a loop that is gone
            }
        }
    }

    private static void stopInOrder(Runnable stop, CompletableFuture<Boolean> completed) {
        if (!completed.isDone()) { // else the process ends by itself
            stop.run();
            if (completed
                    .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join()) {
                Runtime.getRuntime().halt(0); // an orderly end, and not the 128 + 15 of the JVM
            }
        }
    }
}
