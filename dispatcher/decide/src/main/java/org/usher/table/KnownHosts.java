package org.usher.table;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.usher.address.IpAddress;
import org.usher.prefix.HostPattern;
import org.usher.route.Claim;

/** The hosts that a narrowed weak wildcard answers to: this machine's own, and those that a claim or {@code Hosts=} spells. */
final class KnownHosts {
    private final Set<String> names = new HashSet<>();
    private final Set<String> domains = new HashSet<>(List.of("localhost"));

    KnownHosts(Collection<Claim> claims, Collection<HostPattern> listed) {
        names.add("localhost");
        claims.forEach(claim -> add(claim.prefix().host()));
        listed.forEach(this::add);
    }

    boolean contains(String host) {
        if (names.contains(host) || host.startsWith("[") || IpAddress.parse(host) != null) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (domains.contains(host.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }

    private void add(HostPattern host) {
        if (host instanceof HostPattern.Name name) {
            names.add(name.name());
        } else if (host instanceof HostPattern.Subdomains subdomains) {
            domains.add(subdomains.domain());
        }
    }
}
