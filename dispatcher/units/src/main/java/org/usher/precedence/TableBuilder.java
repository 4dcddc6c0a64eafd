package org.usher.precedence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    private final List<Reservation> reservations;
    private final HostPolicy policy;
    private final Set<LostClaim> lost = new LinkedHashSet<>();
    private final Set<Claim> inForce = Collections.newSetFromMap(new IdentityHashMap<>());

    private TableBuilder(List<Claim> claims, List<Reservation> reservations, HostPolicy policy) {
        this.claims = claims;
        this.reservations = reservations;
        this.policy = policy;
    }

    /**
     * What was built.
     *
     * @param table the routes in force
     * @param lost the claims that are not in force on some listener, and why; each pair of claims once
     */
    public record Built(RouteTable table, List<LostClaim> lost) {
        public Built {
            lost = List.copyOf(lost);
        }
    }

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

    private List<Layer> layers(Listener listener) {
        Map<String, HostClaims> hosts = new LinkedHashMap<>();
        for (Claim claim : claims) {
            if (listener.serves(claim.prefix())) {
                of(claim.prefix().host(), hosts).add(claim);
            }
        }
        for (Reservation reservation : reservations) {
            if (listener.serves(reservation.prefix())) {
                of(reservation.prefix().host(), hosts).add(reservation);
            }
        }
        return hosts.values().stream().map(this::layer).toList();
    }

    private static HostClaims of(HostPattern host, Map<String, HostClaims> hosts) {
        return hosts.computeIfAbsent(host.toString(), text -> new HostClaims(host));
    }

    private Layer layer(HostClaims host) {
        Collection<Holder> holders = host.decide(lost);
        for (Holder holder : holders) {
            if (holder instanceof Route route) {
                inForce.add(route.claim());
            }
        }
        return new Layer(host.host(), holders);
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
