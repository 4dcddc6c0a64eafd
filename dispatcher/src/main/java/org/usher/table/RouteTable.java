package org.usher.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.head.Head;
import org.usher.path.PathParts;
import org.usher.path.Settlement;
import org.usher.path.Settlement.Ambiguous;
import org.usher.prefix.HostPattern;
import org.usher.prefix.UrlPrefix;
import org.usher.refusal.Printable;
import org.usher.refusal.Refusal;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.Decision.Refused;
import org.usher.route.Decision.Routed;
import org.usher.route.Holding;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.route.Loss;
import org.usher.route.Reservation;
import org.usher.route.Route;

/**
 * All routes at one moment. It never changes: a new one is built beside it and takes its place whole. Any thread may ask.
 */
public final class RouteTable {
    private final List<ListenerTable> listeners = new ArrayList<>();
    private final List<Route> routes;
    private final List<Loss> losses;
    private final RoutedCache routed = new RoutedCache();

    private RouteTable(
            List<Claim> claims, List<Reservation> reservations, List<ListenPoint> points, HostPolicy policy) {
        Set<Loss> lost = new LinkedHashSet<>();
        KnownHosts everywhere = new KnownHosts(claims, policy.hosts());
        for (ListenPoint point : points) {
            List<HostPattern> listed = policy.hostsOf(point);
            KnownHosts knownHosts = listed == policy.hosts() ? everywhere : new KnownHosts(claims, listed);
            listeners.add(new ListenerTable(point, claims, reservations, policy, knownHosts, lost));
        }
        Set<Claim> inForce = Collections.newSetFromMap(new IdentityHashMap<>());
        listeners.forEach(listener -> listener.collectInForce(inForce));
        losses = List.copyOf(lost);
        routes = claims.stream().filter(inForce::contains).map(Route::new).toList();
    }

    /**
     * Builds the table.
     *
     * @param claims what active units claim, in any order
     * @param reservations those of an administrator before those of packages: of two with one prefix the first counts
     * @param points all listeners
     * @param policy which hosts the weak wildcard answers to
     */
    public static RouteTable of(
            List<Claim> claims, List<Reservation> reservations, Collection<ListenPoint> points, HostPolicy policy) {
        return new RouteTable(claims, reservations, List.copyOf(points), policy);
    }

    /** Decides where a request goes. */
    public Decision find(Arrival arrival, Head head) {
        String scheme = head.scheme();
        if (scheme != null && !scheme.equals(arrival.listener().scheme())) {
            return new Refused(
                    Refusal.UNKNOWN_HOST,
                    "The target's scheme is " + Printable.of(scheme) + ", which is not spoken here.");
        }
        return find(arrival, head.host(), head.path());
    }

    /**
     * Decides where a request goes.
     *
     * @param arrival where its connection came in
     * @param host see {@link Head#host()}
     * @param path see {@link Head#path()}
     */
    public Decision find(Arrival arrival, @Nullable String host, byte[] path) {
        LocalTable local = local(arrival);
        if (local == null) {
            return unknownHost(arrival, host);
        }
        HostView view = local.view(host);
        PathParts parts = new PathParts(path);
        for (int k = 0; k < view.depth(); k++) {
            Settlement settlement = view.settle(k, parts);
            if (settlement instanceof HeldPlace place) {
                Routed last = place.remembered(view);
                return last == null ? held(local, view, k, place) : last;
            }
            if (settlement instanceof Ambiguous ambiguous) {
                return ambiguous(ambiguous);
            }
        }
        return view.hasRoutes()
                ? new Refused(Refusal.UNKNOWN_PATH, "No app has claimed this path.")
                : unknownHost(arrival, host);
    }

    /** How the decision on a request comes about; the arguments are those of {@link #find}. */
    public Search search(Arrival arrival, @Nullable String host, byte[] path) {
        Decision decision = find(arrival, host, path);
        LocalTable local = local(arrival);
        if (local == null) {
            return new Search(decision, null, null, null, false);
        }
        HostView view = local.view(host);
        PathParts parts = new PathParts(path);
        for (int k = 0; k < view.depth(); k++) {
            HostPaths paths = view.layer(k);
            Settlement settlement = view.settle(k, parts);
            if (!(settlement instanceof Settlement.Free)) {
                Ambiguous ambiguous = settlement instanceof Ambiguous found ? found : null;
                Holding winner = settlement instanceof HeldPlace place ? place.holding() : null;
                return new Search(decision, paths.host(), winner, ambiguous, local.isNarrowedFor(host));
            }
        }
        return new Search(decision, null, null, null, local.isNarrowedFor(host));
    }

    /** The routes that are in force on at least one listener. */
    public List<Route> routes() {
        return routes;
    }

    /** The claims that are not in force on some listener, and why; each pair of claims once. */
    public List<Loss> losses() {
        return losses;
    }

    /** What holds a prefix itself, by what its hosts meet first: one route or reservation for each listener, or fewer. */
    public Set<Holding> holders(UrlPrefix prefix) {
        Set<Holding> holders = new LinkedHashSet<>();
        PathParts path = new PathParts(prefix.path().getBytes(US_ASCII));
        for (ListenerTable listener : listeners) {
            listener.view(prefix).map(view -> holder(view, path)).ifPresent(holders::add);
        }
        return holders;
    }

    private static @Nullable Holding holder(HostView view, PathParts path) {
        for (int k = 0; k < view.depth(); k++) {
            if (view.settle(k, path) instanceof HeldPlace place) {
                return place.holding();
            }
        }
        return null;
    }

    @Nullable
    LocalTable local(Arrival arrival) {
        for (ListenerTable listener : listeners) {
            if (listener.isOf(arrival.listener())) {
                return listener.at(arrival.localAddress());
            }
        }
        return null;
    }

    private Decision held(LocalTable local, HostView view, int k, HeldPlace place) {
        return place.holding() instanceof Route route ? routed.get(local, view, k, place, route) : reserved();
    }

    private static Refused reserved() {
        return new Refused(Refusal.RESERVED, "A reservation keeps this address.");
    }

    private static Refused ambiguous(Ambiguous ambiguous) {
        return new Refused(
                Refusal.AMBIGUOUS_PATH,
                "The part \"" + Printable.of(ambiguous.part()) + "\" of the path can be read so that \""
                        + Printable.of(ambiguous.piece()) + "\" in it leads elsewhere.");
    }

    private static Refused unknownHost(Arrival arrival, @Nullable String host) {
        return new Refused(
                Refusal.UNKNOWN_HOST,
                "No app answers to " + (host == null ? "a request without a host" : host) + " on port "
                        + arrival.listener().port() + ".");
    }
}
