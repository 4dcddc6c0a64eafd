package org.usher.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.handoff.Scope;
import org.usher.handoff.Scope.Kind;
import org.usher.prefix.Category;
import org.usher.prefix.HostPattern;
import org.usher.prefix.UrlPrefix;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.route.Listener;
import org.usher.route.LostClaim;
import org.usher.route.Reservation;
import org.usher.route.Route;

/** What is in force on one listener; prefixes without scheme and port count here as if they spelled this listener's. */
final class ListenerTable {
    private final Listener listener;
    private final boolean narrowed;
    private final KnownHosts knownHosts;
    private final Map<String, HostPaths> layers = new HashMap<>();
    private final Map<String, HostPaths> names = new HashMap<>();
    private final Map<String, HostPaths> domains = new HashMap<>();
    private final Map<IpAddress, HostPaths> addresses = new HashMap<>();
    private final @Nullable HostPaths strong;
    private final @Nullable HostPaths weak;

    ListenerTable(
            Listener listener,
            List<Claim> claims,
            List<Reservation> reservations,
            HostPolicy policy,
            Collection<LostClaim> losses) {
        this.listener = listener;
        this.narrowed = policy.narrows(listener);
        this.knownHosts = new KnownHosts(claims, policy.hostsOf(listener));
        Map<String, Wishes> wishes = new HashMap<>();
        for (Claim claim : claims) {
            if (listener.serves(claim.prefix())) {
                wishes(wishes, claim.prefix().host()).add(claim);
            }
        }
        for (Reservation reservation : reservations) {
            if (listener.serves(reservation.prefix())) {
                wishes(wishes, reservation.prefix().host()).add(reservation);
            }
        }
        wishes.values().forEach(wished -> put(new HostPaths(wished, losses)));
        this.strong = layers.get("+");
        this.weak = layers.get("*");
    }

    private static Wishes wishes(Map<String, Wishes> all, HostPattern host) {
        return all.computeIfAbsent(host.toString(), text -> new Wishes(host));
    }

    private void put(HostPaths paths) {
        HostPattern host = paths.host();
        layers.put(host.toString(), paths);
        if (host instanceof HostPattern.Name name) {
            names.put(name.name(), paths);
        } else if (host instanceof HostPattern.Subdomains subdomains) {
            domains.put(subdomains.domain(), paths);
        } else if (host instanceof HostPattern.Address address) {
            addresses.put(address.address(), paths);
        }
    }

    boolean isOf(Listener point) {
        return listener.port() == point.port()
                && listener.name().equals(point.name())
                && listener.loopbackBound() == point.loopbackBound()
                && listener.scheme().equals(point.scheme());
    }

    boolean serves(UrlPrefix prefix) {
        return listener.serves(prefix);
    }

    void collectInForce(Collection<Claim> claims) {
        layers.values().forEach(layer -> layer.collectInForce(claims));
    }

    /** Whether the weak wildcard does not answer to this host. */
    boolean isNarrowedFor(@Nullable String host) {
        return narrowed && host != null && !knownHosts.contains(host);
    }

    /** What a request can reach, in the order of the search; a host of null is a request that names none. */
    List<HostPaths> layers(@Nullable String host, @Nullable IpAddress localAddress, boolean withWeak) {
        List<HostPaths> found = new ArrayList<>(4);
        add(found, strong);
        if (host != null) {
            add(found, names.get(host));
            for (int dot = domains.isEmpty() ? -1 : host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                add(found, domains.get(host.substring(dot + 1)));
            }
        }
        if (localAddress != null && !addresses.isEmpty()) {
            add(found, addresses.get(localAddress));
        }
        if (withWeak) {
            add(found, weak);
        }
        return found;
    }

    /** What the hosts of a pattern reach: those that nothing more specific names. */
    List<HostPaths> layers(HostPattern host) {
        boolean named = host.category() == Category.NAME || host.category() == Category.SUBDOMAINS;
        IpAddress address = host instanceof HostPattern.Address local ? local.address() : null;
        return layers(named ? host.toString() : null, address, true);
    }

    private static void add(List<HostPaths> found, @Nullable HostPaths layer) {
        if (layer != null) {
            found.add(layer);
        }
    }

    /** Which further requests of a connection go the same way as one that {@code route} took in the last of the layers. */
    Scope scope(List<HostPaths> layers, Route route) {
        if (route.app().isolate()) {
            return Scope.CLOSE;
        }
        if (takesEverything(layers, route)) {
            return Scope.of(Kind.CONNECTION, Scope.LEASE_SECONDS_DEFAULT);
        }
        return Scope.prefix(Scope.LEASE_SECONDS_DEFAULT, excepts(layers, route));
    }

    private boolean takesEverything(List<HostPaths> layers, Route route) {
        HostPaths layer = layers.get(0);
        boolean anyHost = layer.category() == Category.STRONG || (names.isEmpty() && domains.isEmpty());
        boolean anyName = layer.category() != Category.WEAK || !narrowed;
        return layers.size() == 1 && anyHost && anyName && layer.soleRoot() == route;
    }

    /** The paths below the route's that others have in the same or a higher layer. */
    private static List<String> excepts(List<HostPaths> layers, Route route) {
        TreeSet<String> paths = new TreeSet<>(); // sorted, so that a path comes right after one that it lies below
        String unit = route.app().unit();
        for (HostPaths layer : layers) {
            layer.tree()
                    .heldBelow(route.prefix().path(), place -> place.holding().isOf(unit))
                    .forEach(other -> paths.add(other.holding().prefix().path()));
        }
        List<String> excepts = new ArrayList<>();
        for (String path : paths) {
            if (excepts.isEmpty() || !path.startsWith(excepts.get(excepts.size() - 1))) {
                excepts.add(path);
            }
        }
        return excepts;
    }
}
