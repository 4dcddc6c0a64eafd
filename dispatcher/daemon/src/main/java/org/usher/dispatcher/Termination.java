package org.usher.dispatcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final CountDownLatch completed = new CountDownLatch(1);
    private final Runnable stop;

    private Termination(Runnable stop) {
        this.stop = stop;
    }

    /** Runs {@code stop} when a signal ends the process, which then waits for the end of {@link #run}. */
    static Termination bySignal(Runnable stop) {
        Termination termination = new Termination(stop);
        Runtime.getRuntime().addShutdownHook(new Thread(termination::stopInOrder, "termination"));
        return termination;
    }

    /** Runs {@code loop} to its end on this thread. If it dies, logs why and does not return. */
    void run(Runnable loop, Journal journal) {
        try {
            loop.run();
            completed.countDown();
        } catch (RuntimeException | Error fault) {
            try {
                journal.failedForGood("the loop has died: " + Journal.stackOf(fault));
            } finally {
                Runtime.getRuntime().halt(LOOP_DIED); // no hook: it would wait for a loop that is gone
            }
        }
    }

    private void stopInOrder() {
        if (completed.getCount() == 0) {
            return; // the process ends by itself
        }
        stop.run();
        try {
            if (completed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0); // an orderly end, and not the 128 + 15 of the JVM
            }
        } catch (InterruptedException neverInterrupted) {
            throw new AssertionError(neverInterrupted);
        }
    }
}
