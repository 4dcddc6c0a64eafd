package org.usher.dispatcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of the process by SIGTERM or SIGINT: it waits until what is open has been parked.
 *
 * <p>The JVM answers these signals with its shutdown from its very start on; a handler of our own would come too late
 * for connections that the loop already has. The hook touches nothing itself: the loop's thread does everything.
 */
final class Termination {
    /** The loop does not block, so this is for a machine under load; systemd kills after TimeoutStopSec=. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final CountDownLatch completed = new CountDownLatch(1);
    private final Runnable stop;

    private Termination(Runnable stop) {
        this.stop = stop;
    }

    /** Has {@code stop} run when a signal ends the process, which then waits for {@link #completed}. */
    static Termination bySignal(Runnable stop) {
        Termination termination = new Termination(stop);
        Runtime.getRuntime().addShutdownHook(new Thread(termination::orderly, "termination"));
        return termination;
    }

    /** Everything is parked, and nothing is left to stop. */
    void completed() {
        completed.countDown();
    }

    private void orderly() {
        if (completed.getCount() == 0) {
            return; // the process ends by itself
        }
        stop.run();
        try {
            if (completed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0); // an orderly end, and not the 128 + 15 of the JVM
            }
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }
}
