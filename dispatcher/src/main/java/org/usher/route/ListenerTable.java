package org.usher.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.head.IpAddress;

/** The tries of one listener, by host; prefixes without scheme and port count here as if they spelled this listener's. */
final class ListenerTable {
    private final ListenPoint listener;
    private final boolean narrowed;
    private final KnownHosts knownHosts;

    private @Nullable PathTrie strong;
    private final Map<String, PathTrie> names = new HashMap<>();
    private final Map<String, PathTrie> domains = new HashMap<>();
    private final Map<IpAddress, PathTrie> addresses = new HashMap<>();
    private @Nullable PathTrie weak;

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
            if (claim.prefix().concerns(listener)) {
                ground(grounds, claim.prefix().host()).add(claim);
            }
        }
        for (Reservation reservation : reservations) {
            if (reservation.prefix().concerns(listener)) {
                ground(grounds, reservation.prefix().host()).add(reservation);
            }
        }
        grounds.values().forEach(ground -> put(ground.host(), ground.settle(losses)));
        this.elsewhere = new LocalTable(this, null);
    }

    private static Ground ground(Map<String, Ground> grounds, HostPattern host) {
        return grounds.computeIfAbsent(host.toString(), text -> new Ground(host));
    }

    private void put(HostPattern host, PathTrie trie) {
        if (host instanceof HostPattern.Strong) {
            strong = trie;
        } else if (host instanceof HostPattern.Name name) {
            names.put(name.name(), trie);
        } else if (host instanceof HostPattern.Subdomains subdomains) {
            domains.put(subdomains.domain(), trie);
        } else if (host instanceof HostPattern.Address address) {
            addresses.put(address.address(), trie);
        } else {
            weak = trie;
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
                        names.values().stream(),
                        domains.values().stream(),
                        addresses.values().stream(),
                        Stream.ofNullable(weak))
                .flatMap(tries -> tries)
                .forEach(trie -> trie.collectInForce(claims));
    }

    /** What connections to a local address reach. */
    LocalTable at(IpAddress localAddress) {
        PathTrie claimed = addresses.isEmpty() ? null : addresses.get(localAddress);
        if (claimed == null) {
            return elsewhere;
        }
        return claimedAddresses.computeIfAbsent(localAddress, address -> new LocalTable(this, claimed));
    }

    /** Whether the weak wildcard answers only to known hosts. */
    boolean isNarrowed() {
        return narrowed;
    }

    KnownHosts knownHosts() {
        return knownHosts;
    }

    @Nullable
    PathTrie strong() {
        return strong;
    }

    Map<String, PathTrie> names() {
        return names;
    }

    Map<String, PathTrie> domains() {
        return domains;
    }

    @Nullable
    PathTrie weak() {
        return weak;
    }
}
