package org.usher.journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/**
 * What has happened since the start, in numbers. Any thread counts and reads. The numbers of a prefix outlive the table
 * that its route stands in, for as long as each later table has a route with that prefix.
 */
public final class Counters {
    /** What is counted beside refusals. */
    public enum Count {
        /** A connection was handed off. */
        HANDED_OFF,
        /** A connection ended without a request. */
        GONE,
        /** A connection was closed without an answer though a request had come, or an error of usher cost it. */
        DROPPED,
        /** A message on the return listener held no connection of usher. */
        BAD_RETURN
    }

    /** By {@link Count}, and of refusals by their reason. */
    private final Map<Enum<?>, AtomicLong> totals = new ConcurrentHashMap<>();

    /** By the prefixes in force. */
    private final Map<String, OfRoute> byPrefix = new ConcurrentHashMap<>();

    private static final class OfRoute {
        private final AtomicLong handedOff = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
    }

    /** Counts by {@code routes} from now on. To be called before the loop routes by them. */
    public void countBy(Collection<Route> routes) {
        Set<String> prefixes = new HashSet<>();
        routes.forEach(route -> prefixes.add(route.prefix().toString()));
        byPrefix.keySet().retainAll(prefixes);
        prefixes.forEach(prefix -> byPrefix.computeIfAbsent(prefix, first -> new OfRoute()));
    }

    /** Returns the numbers of a route; those of one that has just lost its place in the table are nobody's. */
    private OfRoute of(Route route) {
        OfRoute known = byPrefix.get(route.prefix().toString());
        return known == null ? new OfRoute() : known;
    }

    private AtomicLong total(Enum<?> what) {
        return totals.computeIfAbsent(what, first -> new AtomicLong());
    }

    /** Returns how many connections were handed off by {@code route}. */
    public long handedOff(Route route) {
        return of(route).handedOff.get();
    }

    /** Returns how many requests for {@code route} were refused. */
    public long refused(Route route) {
        return of(route).refused.get();
    }

    /** Returns how many requests were refused for {@code reason}. */
    public long refused(Refusal reason) {
        return total(reason).get();
    }

    /** Returns how often {@code count} has happened. */
    public long of(Count count) {
        return total(count).get();
    }

    void add(Count count) {
        total(count).incrementAndGet();
    }

    void countHandedOff(Route route) {
        of(route).handedOff.incrementAndGet();
        add(Count.HANDED_OFF);
    }

    void countRefused(Refusal reason, @Nullable Route route) {
        if (route != null) {
            of(route).refused.incrementAndGet();
        }
        total(reason).incrementAndGet();
    }
}
