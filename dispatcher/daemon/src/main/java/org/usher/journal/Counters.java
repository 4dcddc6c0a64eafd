package org.usher.journal;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/**
 * What has happened since the start, in numbers. One thread at a time counts, any thread reads. The numbers of a prefix
 * outlive the table that its route stands in, for as long as each later table has a route with that prefix.
 */
public final class Counters {
    private final Map<Refusal, AtomicLong> refused = new EnumMap<>(Refusal.class);
    private final AtomicLong handedOff = new AtomicLong();
    private final AtomicLong gone = new AtomicLong();
    private final AtomicLong badReturns = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** By the routes of the table in force; replaced as a whole. */
    private volatile Map<Route, OfRoute> byRoute = Map.of();

    private static final class OfRoute {
        private final AtomicLong handedOff = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
    }

    /** All numbers are 0, and there is no route yet. */
    public Counters() {
        for (Refusal reason : Refusal.values()) {
            refused.put(reason, new AtomicLong());
        }
    }

    /** Counts by {@code routes} from now on. To be called before the loop routes by them. */
    public void countBy(Collection<Route> routes) {
        Map<String, OfRoute> byPrefix = new HashMap<>();
        byRoute.forEach((route, counts) -> byPrefix.put(route.prefix().toString(), counts));
        Map<Route, OfRoute> next = new IdentityHashMap<>();
        for (Route route : routes) {
            next.put(route, byPrefix.computeIfAbsent(route.prefix().toString(), prefix -> new OfRoute()));
        }
        byRoute = next;
    }

    /** Returns how many connections were handed off by {@code route}. */
    public long handedOff(Route route) {
        OfRoute counts = byRoute.get(route);
        return counts == null ? 0 : counts.handedOff.get();
    }

    /** Returns how many requests for {@code route} were refused. */
    public long refused(Route route) {
        OfRoute counts = byRoute.get(route);
        return counts == null ? 0 : counts.refused.get();
    }

    /** Returns how many requests were refused for {@code reason}. */
    public long refused(Refusal reason) {
        return of(reason).get();
    }

    /** Returns how many connections were handed off. */
    public long handedOff() {
        return handedOff.get();
    }

    /** Returns how many connections ended without a request. */
    public long gone() {
        return gone.get();
    }

    /** Returns how many messages on the return listener held no connection of usher. */
    public long badReturns() {
        return badReturns.get();
    }

    /** Returns how many connections were lost by an error of ours. */
    public long failed() {
        return failed.get();
    }

    void countHandedOff(Route route) {
        OfRoute counts = byRoute.get(route);
        if (counts != null) { // else the route has just lost its place in the table
            counts.handedOff.incrementAndGet();
        }
        handedOff.incrementAndGet();
    }

    void countRefused(Refusal reason, @Nullable Route route) {
        OfRoute counts = route == null ? null : byRoute.get(route);
        if (counts != null) {
            counts.refused.incrementAndGet();
        }
        of(reason).incrementAndGet();
    }

    void countGone() {
        gone.incrementAndGet();
    }

    void countFailed() {
        failed.incrementAndGet();
    }

    void countBadReturn() {
        badReturns.incrementAndGet();
    }

    private AtomicLong of(Refusal reason) {
        return Objects.requireNonNull(refused.get(reason));
    }
}
