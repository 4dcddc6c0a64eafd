package org.usher.dispatcher;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/** What has happened since the start, in numbers. Written by the loop's thread, read by any. */
public final class Counters {
    private static final int ROUTES_MAX = 20_000;

    private final Map<Refusal, AtomicLong> refused = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> handedByPrefix = new ConcurrentHashMap<>();

    /** The same by the routes themselves, which are found faster; for the loop's thread only. */
    private final IdentityHashMap<Route, AtomicLong> handedByRoute = new IdentityHashMap<>();

    private final Map<String, AtomicLong> refusedByPrefix = new ConcurrentHashMap<>();
    private final AtomicLong gone = new AtomicLong();
    private final AtomicLong badReturns = new AtomicLong();

    /** Returns how many requests were refused for {@code reason}. */
    public long refused(Refusal reason) {
        return valueOf(refused.get(reason));
    }

    /** Returns how many connections were handed off by the route with the canonical prefix {@code prefix}. */
    public long handedOff(String prefix) {
        return valueOf(handedByPrefix.get(prefix));
    }

    /** Returns how many requests for the route with the canonical prefix {@code prefix} were refused. */
    public long refused(String prefix) {
        return valueOf(refusedByPrefix.get(prefix));
    }

    /** Returns how many connections were handed off. */
    public long handedOff() {
        return handedByPrefix.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Returns how many connections ended without a request. */
    public long gone() {
        return gone.get();
    }

    /** Returns how many messages on the return listener were no connection of ours. */
    public long badReturns() {
        return badReturns.get();
    }

    void countHandedOff(Route route) {
        AtomicLong count = handedByRoute.get(route);
        if (count == null) {
            if (handedByRoute.size() > ROUTES_MAX) {
                handedByRoute.clear(); // each reload brings routes anew, and nothing tells which are gone
            }
            count = handedByPrefix.computeIfAbsent(route.prefix().toString(), key -> new AtomicLong());
            handedByRoute.put(route, count);
        }
        count.incrementAndGet();
    }

    void countRefused(Refusal reason, @Nullable Route route) {
        if (route != null) {
            refusedByPrefix
                    .computeIfAbsent(route.prefix().toString(), key -> new AtomicLong())
                    .incrementAndGet();
        }
        refused.computeIfAbsent(reason, key -> new AtomicLong()).incrementAndGet();
    }

    void countGone() {
        gone.incrementAndGet();
    }

    void countBadReturn() {
        badReturns.incrementAndGet();
    }

    private static long valueOf(@Nullable AtomicLong count) {
        return count == null ? 0 : count.get();
    }
}
