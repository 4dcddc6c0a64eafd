package org.usher.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.head.IpAddress;
import org.usher.path.Places;
import org.usher.prefix.HostPattern;
import org.usher.prefix.UrlPrefix;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.route.Loss;
import org.usher.route.Reservation;

/** The tries of one listener, by host; prefixes without scheme and port count here as if they spelled this listener's. */
final class ListenerTable {
    private final ListenPoint listener;
    private final boolean narrowed;
    private final KnownHosts knownHosts;

    private @Nullable HostPaths strong;
    private final NamedHosts names;
    private final Map<String, HostPaths> domains = new HashMap<>();
    private final Map<IpAddress, HostPaths> addresses = new HashMap<>();
    private @Nullable HostPaths weak;

    private final LocalTable elsewhere;
    private final Map<IpAddress, LocalTable> claimedAddresses = new ConcurrentHashMap<>();

    ListenerTable(
            ListenPoint listener,
            List<Claim> claims,
            List<Reservation> reservations,
            HostPolicy policy,
            KnownHosts knownHosts,
            Collection<Loss> losses) {
        this.listener = listener;
        this.narrowed = policy.narrows(listener);
        this.knownHosts = knownHosts;
        Map<String, Ground> grounds = new HashMap<>();
        for (Claim claim : claims) {
            if (listener.serves(claim.prefix())) {
                ground(grounds, claim.prefix().host()).add(claim);
            }
        }
        for (Reservation reservation : reservations) {
            if (listener.serves(reservation.prefix())) {
                ground(grounds, reservation.prefix().host()).add(reservation);
            }
        }
        Places<HeldPlace> places = new Places<>();
        List<HostPaths> named = new ArrayList<>();
        grounds.values().forEach(ground -> put(ground.settle(places, losses), named));
        places.trim();
        this.names = new NamedHosts(places, named);
        this.elsewhere = new LocalTable(this, null);
    }

    private static Ground ground(Map<String, Ground> grounds, HostPattern host) {
        return grounds.computeIfAbsent(host.toString(), text -> new Ground(host));
    }

    private void put(HostPaths paths, List<HostPaths> named) {
        HostPattern host = paths.host();
        if (host instanceof HostPattern.Strong) {
            strong = paths;
        } else if (host instanceof HostPattern.Name) {
            named.add(paths);
        } else if (host instanceof HostPattern.Subdomains subdomains) {
            domains.put(subdomains.domain(), paths);
        } else if (host instanceof HostPattern.Address address) {
            addresses.put(address.address(), paths);
        } else {
            weak = paths;
        }
    }

    boolean isOf(ListenPoint point) {
        return listener.port() == point.port()
                && listener.name().equals(point.name())
                && listener.loopbackBound() == point.loopbackBound()
                && listener.scheme().equals(point.scheme());
    }

    /** Adds every claim that is in force on this listener. */
    void collectInForce(Collection<Claim> claims) {
        Stream.of(
                        Stream.ofNullable(strong),
                        names.all().stream(),
                        domains.values().stream(),
                        addresses.values().stream(),
                        Stream.ofNullable(weak))
                .flatMap(tries -> tries)
                .forEach(paths -> paths.collectInForce(claims));
    }

    /** What connections to a local address reach. */
    LocalTable at(IpAddress localAddress) {
        HostPaths claimed = addresses.isEmpty() ? null : addresses.get(localAddress);
        if (claimed == null) {
            return elsewhere;
        }
        return claimedAddresses.computeIfAbsent(localAddress, address -> new LocalTable(this, claimed));
    }

    /** What the hosts of a prefix reach, if it concerns this listener at all. */
    Optional<HostView> view(UrlPrefix prefix) {
        if (!listener.serves(prefix)) {
            return Optional.empty();
        }
        LocalTable local = prefix.host() instanceof HostPattern.Address host ? at(host.address()) : elsewhere;
        return Optional.of(local.view(prefix.host()));
    }

    /** Whether the weak wildcard answers only to known hosts. */
    boolean isNarrowed() {
        return narrowed;
    }

    KnownHosts knownHosts() {
        return knownHosts;
    }

    @Nullable
    HostPaths strong() {
        return strong;
    }

    NamedHosts names() {
        return names;
    }

    Map<String, HostPaths> domains() {
        return domains;
    }

    @Nullable
    HostPaths weak() {
        return weak;
    }
}
