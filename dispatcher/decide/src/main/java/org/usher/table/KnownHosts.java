package org.usher.table;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.usher.address.IpAddress;
import org.usher.route.Category;
import org.usher.route.HostPattern;

/**
 * The hosts that a narrowed weak wildcard answers to: those that are listed, and what always means this machine, which is
 * every address, {@code localhost} and the names below it.
 */
public final class KnownHosts {
    private final Set<String> names = new HashSet<>(List.of("localhost"));
    private final Set<String> domains = new HashSet<>(List.of("localhost"));

    /** Makes the set of these names and domains; other patterns among them say nothing about a host. */
    public KnownHosts(Collection<HostPattern> listed) {
        for (HostPattern host : listed) {
            if (host.category() == Category.NAME) {
                names.add(host.host());
            } else if (host.category() == Category.SUBDOMAINS) {
                domains.add(host.host());
            }
        }
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
}
