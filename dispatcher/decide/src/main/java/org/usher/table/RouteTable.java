package org.usher.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.head.Head;
import org.usher.path.PathMatch;
import org.usher.path.PathMatch.Ambiguous;
import org.usher.path.PathSegments;
import org.usher.refusal.Refusal;
import org.usher.route.Arrival;
import org.usher.route.Holder;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;
import org.usher.table.Decision.Refused;
import org.usher.text.Printable;

/**
 * The compiled routes of one moment. A table never changes: a new one is built beside it and takes its place whole. Any
 * thread may ask it.
 */
public final class RouteTable {
    /** Routes nothing. */
    public static final RouteTable EMPTY = new RouteTable(List.of(), List.of());

    /** By {@link Listener#id}. */
    private final Map<String, ListenerTable> listeners = new HashMap<>();

    private final List<Route> routes;

    /**
     * Makes a table.
     *
     * @param routes every route that is in the table of at least one listener
     */
    public RouteTable(Collection<ListenerTable> listeners, List<Route> routes) {
        listeners.forEach(table -> this.listeners.put(table.listener().id(), table));
        this.routes = List.copyOf(routes);
    }

    /**
     * Decides where a request goes.
     *
     * @param trail receives how the search went; null if nobody asks
     */
    public Decision search(Arrival arrival, Head head, @Nullable Trail trail) {
        String scheme = head.scheme();
        ListenerTable here = listeners.get(arrival.listenerId());
        if (scheme != null && here != null && !scheme.equals(here.listener().scheme())) {
            return new Refused(
                    Refusal.UNKNOWN_HOST,
                    "The target has the scheme " + Printable.of(scheme) + ", but this listener speaks "
                            + here.listener().scheme() + ".");
        }
        return search(arrival, head.host(), head.path(), trail);
    }

    /**
     * Decides where a request goes: the only search there is; see {@link Head#host()} and {@link Head#path()}.
     */
    public Decision search(Arrival arrival, @Nullable String host, byte[] path, @Nullable Trail trail) {
        ListenerTable listener = listeners.get(arrival.listenerId());
        if (listener == null) {
            return unknownHost(host, "here");
        }
        boolean narrowed = listener.isNarrowedFor(host);
        List<Layer> layers = listener.layers(host, arrival);
        PathSegments segments = new PathSegments(path);
        Decision decision = null;
        for (int k = 0; k < layers.size() && (decision == null || trail != null); k++) {
            Layer layer = layers.get(k);
            boolean closed = narrowed && layer.isWeak();
            List<HeldPath> passed = trail == null ? null : new ArrayList<>();
            @Nullable PathMatch match = layer.tree.match(segments, passed);
            if (trail != null && passed != null) {
                trail.add(layer, passed, match, closed);
            }
            if (decision == null && !closed) {
                decision = decision(listener, layers.subList(0, k + 1), match);
            }
        }
        if (decision != null) {
            return decision;
        }
        return layers.stream().anyMatch(layer -> layer.hasRoutes() && !(narrowed && layer.isWeak()))
                ? unknownPath(host, path)
                : unknownHost(host, "on port " + listener.listener().port());
    }

    /** The routes that are in force on at least one listener. */
    public List<Route> routes() {
        return routes;
    }

    /** What a request for a prefix itself meets first: one route or reservation for each listener, or fewer. */
    public Set<Holder> holders(UrlPrefix prefix) {
        Set<Holder> holders = new LinkedHashSet<>();
        PathSegments path = new PathSegments(prefix.path().getBytes(US_ASCII));
        for (ListenerTable listener : listeners.values()) {
            if (listener.listener().serves(prefix)) {
                listener.layers(prefix.host()).stream()
                        .map(layer -> layer.tree.match(path, null))
                        .filter(HeldPath.class::isInstance)
                        .findFirst()
                        .ifPresent(place -> holders.add(((HeldPath) place).holder));
            }
        }
        return holders;
    }

    /** What follows from the match in the last of these layers; null if the search goes on. */
    private static @Nullable Decision decision(ListenerTable listener, List<Layer> layers, @Nullable PathMatch match) {
        if (match instanceof HeldPath place) {
            return place.holder instanceof Route route
                    ? listener.routed(layers, place, route)
                    : new Refused(Refusal.RESERVED, "This address is reserved, and no app that may claim it does.");
        }
        return match instanceof Ambiguous ambiguous
                ? new Refused(
                        Refusal.AMBIGUOUS_PATH,
                        "The segment \"" + Printable.of(ambiguous.segment())
                                + "\" of the path can be read in two ways: \"" + Printable.of(ambiguous.piece())
                                + "\" in it may lead elsewhere.")
                : null;
    }

    private static Refused unknownPath(@Nullable String host, byte[] path) {
        String where = Printable.of(path, 0, path.length) + (host == null ? "" : " of " + host);
        return new Refused(Refusal.UNKNOWN_PATH, "No app claims " + where + ".");
    }

    private static Refused unknownHost(@Nullable String host, String where) {
        return new Refused(
                Refusal.UNKNOWN_HOST,
                "No app answers to " + (host == null ? "a request without a host" : host) + " " + where + ".");
    }
}
