package org.usher.journal;

import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/**
 * What has happened since the start, in numbers. Written by the loop's thread, read by any. A route's numbers go by its
 * prefix, so that they outlive the table that it stands in.
 */
public final class Counters {
    /** Beyond this many prefixes their numbers begin anew: ten thousand routes, and others in their place a few times. */
    static final int PREFIXES_MAX = 50_000;

    /** Routes that are found by themselves: each reload may bring them anew, and nothing tells which are gone. */
    private static final int ROUTES_MAX = 20_000;

    /** One for each reason from the start on: the map itself never changes. */
    private final Map<Refusal, AtomicLong> refused = new EnumMap<>(Refusal.class);

    private final Map<String, OfRoute> byPrefix = new ConcurrentHashMap<>();

    /** The same by the routes themselves, which are found faster; for the loop's thread only. */
    private final IdentityHashMap<Route, OfRoute> byRoute = new IdentityHashMap<>();

    private final AtomicLong handedOff = new AtomicLong();
    private final AtomicLong gone = new AtomicLong();
    private final AtomicLong badReturns = new AtomicLong();

    /** What has happened to the requests for one prefix. */
    private static final class OfRoute {
        private final AtomicLong handedOff = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
    }

    /** Begins at 0. */
    public Counters() {
        for (Refusal reason : Refusal.values()) {
            refused.put(reason, new AtomicLong());
        }
    }

    /** Returns how many requests were refused for {@code reason}. */
    public long refused(Refusal reason) {
        return of(reason).get();
    }

    /** Returns how many connections were handed off by the route with the canonical prefix {@code prefix}. */
    public long handedOff(String prefix) {
        OfRoute counts = byPrefix.get(prefix);
        return counts == null ? 0 : counts.handedOff.get();
    }

    /** Returns how many requests for the route with the canonical prefix {@code prefix} were refused. */
    public long refused(String prefix) {
        OfRoute counts = byPrefix.get(prefix);
        return counts == null ? 0 : counts.refused.get();
    }

    /** Returns how many connections were handed off. */
    public long handedOff() {
        return handedOff.get();
    }

    /** Returns how many connections ended without a request. */
    public long gone() {
        return gone.get();
    }

    /** Returns how many messages on the return listener were no connection of ours. */
    public long badReturns() {
        return badReturns.get();
    }

    /** Returns of how many prefixes there are numbers. */
    int prefixes() {
        return byPrefix.size();
    }

    void countHandedOff(Route route) {
        of(route).handedOff.incrementAndGet();
        handedOff.incrementAndGet();
    }

    void countRefused(Refusal reason, @Nullable Route route) {
        if (route != null) {
            of(route).refused.incrementAndGet();
        }
        of(reason).incrementAndGet();
    }

    void countGone() {
        gone.incrementAndGet();
    }

    void countBadReturn() {
        badReturns.incrementAndGet();
    }

    private AtomicLong of(Refusal reason) {
        return Objects.requireNonNull(refused.get(reason));
    }

    private OfRoute of(Route route) {
        OfRoute counts = byRoute.get(route);
        if (counts == null) {
            if (byRoute.size() >= ROUTES_MAX) {
                byRoute.clear();
            }
            counts = byPrefix(route.prefix().toString());
            byRoute.put(route, counts);
        }
        return counts;
    }

    private OfRoute byPrefix(String prefix) {
        OfRoute counts = byPrefix.get(prefix);
        if (counts == null) {
            if (byPrefix.size() >= PREFIXES_MAX) {
                byPrefix.clear();
                byRoute.clear();
            }
            counts = new OfRoute();
            byPrefix.put(prefix, counts);
        }
        return counts;
    }
}
