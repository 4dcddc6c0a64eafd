package org.usher.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.path.NamedTries;
import org.usher.prefix.Category;
import org.usher.prefix.HostPattern;
import org.usher.route.Route;

/** What each host reaches on one listener, for connections to one local address: one look-up by hash for each host. */
final class LocalTable {
    private final ListenerTable listener;
    private final NamedHosts names;
    private final @Nullable HostPaths address;
    private final Map<String, SharedLayers> domains = new HashMap<>();
    private final SharedLayers others;

    /** For each of the names what it shares; empty if that is the same for all hosts. */
    private final SharedLayers[] sharedByName;

    /** @param address what is claimed for the local address, if anything is */
    LocalTable(ListenerTable listener, @Nullable HostPaths address) {
        this.listener = listener;
        this.names = listener.names();
        this.address = address;
        this.others = withWildcards(List.of());
        listener.domains().keySet().forEach(domain -> domains.put(domain, withWildcards(domainLayers("x." + domain))));
        this.sharedByName = domains.isEmpty()
                ? new SharedLayers[0]
                : names.all().stream()
                        .map(paths -> below(paths.host().toString()))
                        .toArray(SharedLayers[]::new);
    }

    /** What a host reaches; null is a request that names none. */
    HostView view(@Nullable String host) {
        if (host == null) {
            return new HostView(names, NamedTries.NONE, others);
        }
        int own = names.find(host);
        SharedLayers shared = shared(own, host);
        return new HostView(names, own, isNarrowedFor(host) ? shared.narrowed() : shared);
    }

    /** Whether the weak wildcard does not answer to this host. */
    boolean isNarrowedFor(@Nullable String host) {
        return host != null && listener.isNarrowed() && !listener.knownHosts().contains(host);
    }

    /** What the hosts of a pattern reach: those that nothing more specific names. */
    HostView view(HostPattern pattern) {
        boolean ofNames = pattern.category() == Category.NAME || pattern.category() == Category.SUBDOMAINS;
        String host = pattern.toString();
        int own = ofNames ? names.find(host) : NamedTries.NONE;
        return new HostView(names, own, ofNames ? shared(own, host) : others);
    }

    /** Whether every request, whatever its host and path, leads to this route of this layer. */
    boolean leadsAlwaysTo(Route route, HostPaths layer) {
        if (others.count() == 0 || others.layer(0) != layer) {
            return false;
        }
        boolean anyHost = layer.category() == Category.STRONG || (names.isEmpty() && domains.isEmpty());
        boolean anyName = layer.category() != Category.WEAK || !listener.isNarrowed();
        return anyHost && anyName && layer.soleRoot() == route;
    }

    private SharedLayers shared(int own, String host) {
        if (domains.isEmpty()) {
            return others;
        }
        return own == NamedTries.NONE ? below(host) : sharedByName[names.index(own)];
    }

    /** What hosts that nothing names reach below a domain, or anywhere. */
    private SharedLayers below(String host) {
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            SharedLayers below = domains.get(host.substring(dot + 1));
            if (below != null) {
                return below;
            }
        }
        return others;
    }

    /** The layers of the domains that a host is below, the longest first. */
    private List<HostPaths> domainLayers(String host) {
        List<HostPaths> layers = new ArrayList<>();
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            HostPaths paths = listener.domains().get(host.substring(dot + 1));
            if (paths != null) {
                layers.add(paths);
            }
        }
        return layers;
    }

    /** The layers of the domains between those of all hosts. */
    private SharedLayers withWildcards(List<HostPaths> ofDomains) {
        List<HostPaths> layers = new ArrayList<>();
        if (listener.strong() != null) {
            layers.add(listener.strong());
        }
        int before = layers.size();
        layers.addAll(ofDomains);
        if (address != null) {
            layers.add(address);
        }
        SharedLayers narrowed = new SharedLayers(layers, before, null);
        if (listener.weak() == null) {
            return narrowed;
        }
        layers.add(listener.weak());
        return new SharedLayers(layers, before, narrowed);
    }
}
