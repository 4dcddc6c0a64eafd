package org.usher.precedence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.reservation.UnitPattern;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.table.KnownHosts;
import org.usher.table.Layer;
import org.usher.table.ListenerTable;
import org.usher.table.RouteTable;

/**
 * The compiler of route tables: it decides who holds each prefix on each listener. A prefix without scheme and port
 * counts on every listener as if it spelled that listener's.
 */
public final class TableBuilder {
    private final List<Claim> claims;
    private final List<Claim> firstWins;
    private final List<Reservation> reservations;
    private final HostPolicy policy;
    private final Set<LostClaim> lost = new LinkedHashSet<>();
    private final Set<Claim> inForce = Collections.newSetFromMap(new IdentityHashMap<>());

    private TableBuilder(List<Claim> claims, List<Reservation> reservations, HostPolicy policy) {
        this.claims = claims;
        this.firstWins = claims.stream().sorted(Precedence.FIRST_WINS).toList();
        this.reservations = reservations;
        this.policy = policy;
    }

    /**
     * What was built.
     *
     * @param table the routes in force
     * @param lost the claims that are not in force on some listener, and why; each pair of claims once
     */
    public record Built(RouteTable table, List<LostClaim> lost) {}

    /**
     * Builds a table.
     *
     * @param claims what active units claim, in any order
     * @param reservations of two with one prefix the first counts
     * @param listeners all listeners
     * @param policy which hosts the weak wildcard answers to
     */
    public static Built build(
            List<Claim> claims, List<Reservation> reservations, Collection<Listener> listeners, HostPolicy policy) {
        return new TableBuilder(claims, reservations, policy).build(listeners);
    }

    private Built build(Collection<Listener> listeners) {
        List<ListenerTable> tables = new ArrayList<>();
        for (Listener listener : listeners) {
            tables.add(new ListenerTable(listener, layers(listener), knownHosts(listener)));
        }
        List<Route> routes =
                claims.stream().filter(inForce::contains).map(Route::new).toList();
        return new Built(new RouteTable(tables, routes), List.copyOf(lost));
    }

    /** Reservations first, since they say which claims count; then the claims, of which the first one wins. */
    private List<Layer> layers(Listener listener) {
        Map<String, Held> hosts = new LinkedHashMap<>();
        for (Reservation reservation : reservations) {
            if (listener.serves(reservation.prefix())) {
                heldBy(reservation.prefix().host(), hosts).add(reservation);
            }
        }
        for (Claim claim : firstWins) {
            if (listener.serves(claim.prefix())) {
                add(claim, heldBy(claim.prefix().host(), hosts));
            }
        }
        return hosts.values().stream().map(Held::layer).toList();
    }

    private static Held heldBy(HostPattern host, Map<String, Held> hosts) {
        return hosts.computeIfAbsent(host.toString(), text -> new Held(host, new HashMap<>(), new HashMap<>()));
    }

    private void add(Claim claim, Held host) {
        String path = claim.prefix().path();
        String unit = claim.app().unit();
        Reservation covering = host.covering(path);
        if (covering != null && covering.units().stream().noneMatch(pattern -> UnitPattern.matches(pattern, unit))) {
            lost.add(new LostClaim(claim, Precedence.RESERVATION, covering));
            return;
        }
        Route winner = host.routes.get(path);
        if (winner == null) {
            host.routes.put(path, new Route(claim));
            inForce.add(claim);
        } else if (!winner.isOf(unit)) {
            lost.add(new LostClaim(claim, Precedence.between(winner.claim(), claim), winner));
        }
    }

    /** What is held under one host pattern on one listener, by path. */
    private record Held(HostPattern host, Map<String, Reservation> reservations, Map<String, Route> routes) {
        /** Of two reservations of one path the full form counts, else the first. */
        void add(Reservation reservation) {
            reservations.merge(
                    reservation.prefix().path(),
                    reservation,
                    (known, other) -> other.prefix().isFull() && !known.prefix().isFull() ? other : known);
        }

        /** The reservation of the longest path at or above this one: it alone says who may claim it. */
        @Nullable
        Reservation covering(String path) {
            if (reservations.isEmpty()) {
                return null;
            }
            String above = path;
            while (!reservations.containsKey(above) && above.length() > 1) {
                above = above.substring(0, above.lastIndexOf('/', above.length() - 2) + 1);
            }
            return reservations.get(above);
        }

        /** The routes, and the reservations of paths that no unit which they name has claimed. */
        Layer layer() {
            Map<String, Holder> holders = new HashMap<>(reservations);
            holders.putAll(routes);
            return new Layer(host, holders.values());
        }
    }

    /** The hosts that the weak wildcard answers to: every one if null. */
    private @Nullable KnownHosts knownHosts(Listener listener) {
        if (!policy.narrows(listener)) {
            return null;
        }
        List<HostPattern> hosts = new ArrayList<>(policy.hostsOf(listener));
        claims.forEach(claim -> hosts.add(claim.prefix().host()));
        return new KnownHosts(hosts);
    }
}
