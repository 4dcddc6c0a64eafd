package org.usher.dispatcher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.explain.Situation;
import org.usher.journal.Counters;
import org.usher.journal.Journal;
import org.usher.loop.Loop;
import org.usher.route.Limits;
import org.usher.table.InForce;

/** The step by which the loop takes a situation that was made beside it. */
final class Adoption {
    /** A loop that does not take it for so long has ended, or hangs: then the watchdog ends it. */
    private static final long PATIENCE_SECONDS = 2;

    private final Loop loop;
    private final List<InheritedListener> listeners;
    private final Counters counters;
    private final Journal journal;
    private int headSizeMaxChecked;

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

    /** Has the running loop route by {@code next}, and returns when it does. One thread at a time, never the loop's. */
    void put(Situation next) {
        prepare(next);
        InForce inForce = next.inForce();
        CompletableFuture<@Nullable Void> adopted = new CompletableFuture<>();
        loop.post(() -> {
            loop.adopt(inForce);
            adopted.complete(null);
        });
        adopted.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void prepare(Situation next) {
        check(next.declarations().limits());
        counters.countBy(next.table().routes());
    }

    /** What is peeked stays in the receive buffer, half of which the kernel keeps for its own bookkeeping. */
    private void check(Limits limits) {
        if (limits.headSizeMax() == headSizeMaxChecked) {
            return;
        }
        headSizeMaxChecked = limits.headSizeMax();
        for (InheritedListener listener : listeners) {
            if (listener.receiveBuffer() < 4 * limits.headSizeMax()) {
                journal.warned("HeadSizeMax=" + limits.headSizeMax()
                        + " does not fit a quarter of the receive buffer of " + listener
                        + ": set ReceiveBuffer=" + 4 * limits.headSizeMax() + " in usher.socket");
            }
        }
    }
}
