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
import org.usher.route.Claim;
import org.usher.route.Route;

/**
 * What has happened since the start, in numbers. One thread at a time counts, any thread reads. The numbers of a prefix
 * outlive the table that its route stands in, for as long as each later table has a route with that prefix.
 */
public final class Counters {
    /** What is counted beside refusals. */
    public enum Count {
        /** A connection was handed off. */
        HANDED_OFF,
        /** A connection ended without a request. */
        GONE,
        /** A message on the return listener held no connection of usher. */
        BAD_RETURN,
        /** A connection was lost by an error of usher. */
        FAILED
    }

    private final Map<Refusal, AtomicLong> refused = new EnumMap<>(Refusal.class);
    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);

    /** By the claims in force, which all routes of one claim share; replaced as a whole. */
    private volatile IdentityHashMap<Claim, OfRoute> byClaim = new IdentityHashMap<>();

    private static final class OfRoute {
        private final AtomicLong handedOff = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
    }

    /** All numbers are 0, and there is no route yet. */
    public Counters() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicLong());
        }
        for (Refusal reason : Refusal.values()) {
            refused.put(reason, new AtomicLong());
        }
    }

    /** Counts by {@code routes} from now on. To be called before the loop routes by them. */
    public void countBy(Collection<Route> routes) {
        Map<String, OfRoute> byPrefix = new HashMap<>();
        byClaim.forEach((claim, ofRoute) -> byPrefix.put(claim.prefix().toString(), ofRoute));
        IdentityHashMap<Claim, OfRoute> next = new IdentityHashMap<>();
        for (Route route : routes) {
            next.put(route.claim(), byPrefix.computeIfAbsent(route.prefix().toString(), prefix -> new OfRoute()));
        }
        byClaim = next;
    }

    /** Returns how many connections were handed off by {@code route}. */
    public long handedOff(Route route) {
        OfRoute ofRoute = byClaim.get(route.claim());
        return ofRoute == null ? 0 : ofRoute.handedOff.get();
    }

    /** Returns how many requests for {@code route} were refused. */
    public long refused(Route route) {
        OfRoute ofRoute = byClaim.get(route.claim());
        return ofRoute == null ? 0 : ofRoute.refused.get();
    }

    /** Returns how many requests were refused for {@code reason}. */
    public long refused(Refusal reason) {
        return Objects.requireNonNull(refused.get(reason)).get();
    }

    /** Returns how often {@code count} has happened. */
    public long of(Count count) {
        return Objects.requireNonNull(counts.get(count)).get();
    }

    void add(Count count) {
        Objects.requireNonNull(counts.get(count)).incrementAndGet();
    }

    void countHandedOff(Route route) {
        OfRoute ofRoute = byClaim.get(route.claim());
        if (ofRoute != null) { // else the route has just lost its place in the table
            ofRoute.handedOff.incrementAndGet();
        }
        add(Count.HANDED_OFF);
    }

    void countRefused(Refusal reason, @Nullable Route route) {
        OfRoute ofRoute = route == null ? null : byClaim.get(route.claim());
        if (ofRoute != null) {
            ofRoute.refused.incrementAndGet();
        }
        Objects.requireNonNull(refused.get(reason)).incrementAndGet();
    }
}
