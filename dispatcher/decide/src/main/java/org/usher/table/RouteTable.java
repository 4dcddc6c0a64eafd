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
import org.usher.path.PathMatch;
import org.usher.path.PathMatch.Ambiguous;
import org.usher.path.PathSegments;
import org.usher.prefix.UrlPrefix;
import org.usher.refusal.Refusal;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.Decision.Refused;
import org.usher.route.Decision.Routed;
import org.usher.route.Holder;
import org.usher.route.HostPolicy;
import org.usher.route.Listener;
import org.usher.route.LostClaim;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.text.Printable;

/**
 * All routes at one moment. It never changes: a new one is built beside it and takes its place whole. Any thread may ask.
 */
public final class RouteTable {
    private final List<ListenerTable> listeners = new ArrayList<>();
    private final List<Route> routes;
    private final List<LostClaim> losses;

    private RouteTable(List<Claim> claims, List<Reservation> reservations, List<Listener> points, HostPolicy policy) {
        Set<LostClaim> lost = new LinkedHashSet<>();
        Set<Claim> inForce = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Listener point : points) {
            ListenerTable listener = new ListenerTable(point, claims, reservations, policy, lost);
            listener.collectInForce(inForce);
            listeners.add(listener);
        }
        losses = List.copyOf(lost);
        routes = claims.stream().filter(inForce::contains).map(Route::new).toList();
    }

    /**
     * Builds the table.
     *
     * @param claims what active units claim, in any order
     * @param reservations of two with one prefix the first counts
     * @param points all listeners
     * @param policy which hosts the weak wildcard answers to
     */
    public static RouteTable of(
            List<Claim> claims, List<Reservation> reservations, Collection<Listener> points, HostPolicy policy) {
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

    /** Decides where a request goes; see {@link Head#host()} and {@link Head#path()}. */
    public Decision find(Arrival arrival, @Nullable String host, byte[] path) {
        return search(arrival, host, path).decision();
    }

    /** Decides where a request goes, and tells how; the arguments are those of {@link #find}. */
    public Search search(Arrival arrival, @Nullable String host, byte[] path) {
        ListenerTable listener = listener(arrival);
        if (listener == null) {
            return new Search(unknownHost(arrival, host), null, null, null, false);
        }
        boolean narrowed = listener.isNarrowedFor(host);
        List<HostPaths> layers = listener.layers(host, arrival.localAddress(), !narrowed);
        PathSegments parts = new PathSegments(path);
        for (int k = 0; k < layers.size(); k++) {
            HostPaths layer = layers.get(k);
            PathMatch settlement = layer.tree().settle(parts);
            if (settlement instanceof HeldPlace place) {
                Decision decision = decision(listener, layers.subList(0, k + 1), place);
                return new Search(decision, layer.host(), place.holding(), null, narrowed);
            }
            if (settlement instanceof Ambiguous ambiguous) {
                return new Search(ambiguous(ambiguous), layer.host(), null, ambiguous, narrowed);
            }
        }
        boolean hostIsKnown = layers.stream().anyMatch(HostPaths::hasRoutes);
        Decision nobody = hostIsKnown
                ? new Refused(Refusal.UNKNOWN_PATH, "No app has claimed this path.")
                : unknownHost(arrival, host);
        return new Search(nobody, null, null, null, narrowed);
    }

    /** The routes that are in force on at least one listener. */
    public List<Route> routes() {
        return routes;
    }

    /** The claims that are not in force on some listener, and why; each pair of claims once. */
    public List<LostClaim> losses() {
        return losses;
    }

    /** What holds a prefix itself, by what its hosts meet first: one route or reservation for each listener, or fewer. */
    public Set<Holder> holders(UrlPrefix prefix) {
        Set<Holder> holders = new LinkedHashSet<>();
        PathSegments path = new PathSegments(prefix.path().getBytes(US_ASCII));
        for (ListenerTable listener : listeners) {
            if (listener.serves(prefix)) {
                listener.layers(prefix.host()).stream()
                        .map(layer -> layer.tree().settle(path))
                        .filter(HeldPlace.class::isInstance)
                        .findFirst()
                        .ifPresent(place -> holders.add(((HeldPlace) place).holding()));
            }
        }
        return holders;
    }

    private @Nullable ListenerTable listener(Arrival arrival) {
        for (ListenerTable listener : listeners) {
            if (listener.isOf(arrival.listener())) {
                return listener;
            }
        }
        return null;
    }

    private static Decision decision(ListenerTable listener, List<HostPaths> layers, HeldPlace place) {
        if (!(place.holding() instanceof Route route)) {
            return new Refused(Refusal.RESERVED, "A reservation keeps this address.");
        }
        return place.decision(
                layers,
                () -> new Routed(route, layers.get(layers.size() - 1).category(), listener.scope(layers, route)));
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
