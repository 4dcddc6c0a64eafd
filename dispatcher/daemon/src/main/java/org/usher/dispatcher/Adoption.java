package org.usher.dispatcher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.usher.explain.Situation;
import org.usher.journal.Counters;
import org.usher.journal.Journal;
import org.usher.loop.Loop;
import org.usher.table.InForce;

/** The step by which the loop takes a situation that was made beside it. One thread at a time, never the loop's. */
final class Adoption {
    /** A loop that does not take it for so long has ended, or hangs: then the watchdog ends it. */
    private static final long PATIENCE_SECONDS = 2;

    private final Loop loop;
    private final List<InheritedListener> listeners;
    private final Counters counters;
    private final Journal journal;
    private int bufferNeeded;

    Adoption(Loop loop, List<InheritedListener> listeners, Counters counters, Journal journal) {
        this.loop = loop;
        this.listeners = listeners;
        this.counters = counters;
        this.journal = journal;
    }

    /** Has the loop route by {@code first}, before it runs. */
    void begin(Situation first) {
        prepare(first);
        loop.adopt(first.inForce());
    }

    /** Has the running loop route by {@code next}, and returns when it does; throws an IllegalStateException if it does not. */
    void put(Situation next) {
        prepare(next);
        InForce inForce = next.inForce();
        CompletableFuture<Boolean> adopted = new CompletableFuture<>();
        loop.post(() -> {
            loop.adopt(inForce);
            adopted.complete(true);
        });
        if (!adopted.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()) {
            throw new IllegalStateException("the loop has not taken the routes for " + PATIENCE_SECONDS + " s");
        }
    }

    /** What is peeked stays in the receive buffer, half of which the kernel keeps for its own bookkeeping. */
    private void prepare(Situation next) {
        counters.countBy(next.table().routes());
        int headSizeMax = next.declarations().limits().headSizeMax();
        if (bufferNeeded != 4 * headSizeMax) {
            bufferNeeded = 4 * headSizeMax;
            listeners.stream()
                    .filter(listener -> listener.receiveBuffer() < bufferNeeded)
                    .forEach(listener -> journal.warned("HeadSizeMax=" + headSizeMax
                            + " does not fit a quarter of the receive buffer of " + listener.address()
                            + ": set ReceiveBuffer=" + bufferNeeded + " in usher.socket"));
        }
    }
}
