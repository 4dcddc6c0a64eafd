package org.usher.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.Scope;
import org.usher.handoff.Scope.Kind;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Category;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.table.Decision.Routed;

/** The layers of one listener, by host. */
public final class ListenerTable {
    private final Listener listener;
    private final @Nullable KnownHosts knownHosts;
    private final Map<String, Layer> names = new HashMap<>();
    private final Map<String, Layer> domains = new HashMap<>();
    private final Map<String, Layer> addresses = new HashMap<>();
    private @Nullable Layer strong;
    private @Nullable Layer weak;

    /**
     * Makes the table of a listener.
     *
     * @param layers one for each host pattern that has a holder here
     * @param knownHosts the only hosts that the weak wildcard answers to; null if it answers to every host
     */
    public ListenerTable(Listener listener, Collection<Layer> layers, @Nullable KnownHosts knownHosts) {
        this.listener = listener;
        this.knownHosts = knownHosts;
        layers.forEach(this::add);
    }

    private void add(Layer layer) {
        String host = layer.host().host();
        switch (layer.host().category()) {
            case STRONG -> strong = layer;
            case NAME -> names.put(host, layer);
            case SUBDOMAINS -> domains.put(host, layer);
            case ADDRESS -> addresses.put(host, layer);
            case WEAK -> weak = layer;
        }
    }

    Listener listener() {
        return listener;
    }

    /** Whether the weak wildcard does not answer to this host. A request without a host cannot have a false one. */
    boolean isNarrowedFor(@Nullable String host) {
        return knownHosts != null && host != null && !knownHosts.contains(host);
    }

    /** The layers that a request can reach, in the order of the search; a host of null is a request that names none. */
    List<Layer> layers(@Nullable String host, Arrival arrival) {
        return layers(host, addresses.isEmpty() ? null : arrival.localAddress().inUrl());
    }

    private List<Layer> layers(@Nullable String host, @Nullable String localAddress) {
        List<Layer> found = new ArrayList<>(4);
        add(found, strong);
        if (host != null) {
            add(found, names.get(host));
            for (int dot = domains.isEmpty() ? -1 : host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                add(found, domains.get(host.substring(dot + 1)));
            }
        }
        if (localAddress != null) {
            add(found, addresses.get(localAddress));
        }
        add(found, weak);
        return found;
    }

    /** The layers that the hosts of a pattern reach, as far as nothing more specific names them. */
    List<Layer> layers(HostPattern host) {
        boolean named = host.category() == Category.NAME || host.category() == Category.SUBDOMAINS;
        return layers(named ? host.toString() : null, host.category() == Category.ADDRESS ? host.host() : null);
    }

    private static void add(List<Layer> found, @Nullable Layer layer) {
        if (layer != null) {
            found.add(layer);
        }
    }

    /** The decision for a request that met {@code place}, which {@code route} holds, in the last of these layers. */
    Routed routed(List<Layer> layers, HeldPath place, Route route) {
        List<Layer> higher = new ArrayList<>(0);
        Layer last = layers.get(layers.size() - 1);
        for (Layer layer : layers) {
            if (layer != last && layer.reachesBelow(place)) {
                higher.add(layer);
            }
        }
        return place.decisions.computeIfAbsent(higher, any -> routed(route, scope(higher, last, place, route)));
    }

    /** Where another app is asked first, it is for each request: the app itself has the one that it is handed. */
    private static Routed routed(Route route, Scope scope) {
        App app = route.app();
        return app.first() == null
                ? new Routed(route, app, scope, null)
                : new Routed(route, app, Scope.FIRST, new Routed(route, app.first(), scope, null));
    }

    /** Which further requests of a connection go the same way as one that met {@code place}. */
    private Scope scope(List<Layer> higher, Layer last, HeldPath place, Route route) {
        if (route.app().isolate()) {
            return Scope.CLOSE;
        }
        boolean everyHost = last.host().category() == Category.STRONG || (names.isEmpty() && domains.isEmpty());
        boolean narrowed = last.isWeak() && knownHosts != null;
        if (higher.isEmpty() && last.isAllOf(place) && everyHost && !narrowed) {
            return Scope.of(Kind.CONNECTION, Scope.LEASE_SECONDS_DEFAULT);
        }
        SortedSet<String> below = new TreeSet<>(); // sorted, so that a path comes right after one that it lies below
        List<Layer> layers = new ArrayList<>(higher);
        layers.add(last);
        for (Layer layer : layers) {
            layer.othersBelow(place, route.app().unit())
                    .forEach(other -> below.add(other.holder.prefix().path()));
        }
        return Scope.prefix(Scope.LEASE_SECONDS_DEFAULT, outermost(below));
    }

    /** The paths without those that lie below another one. */
    private static List<String> outermost(SortedSet<String> paths) {
        List<String> outermost = new ArrayList<>();
        for (String path : paths) {
            if (outermost.isEmpty() || !path.startsWith(outermost.get(outermost.size() - 1))) {
                outermost.add(path);
            }
        }
        return outermost;
    }
}
