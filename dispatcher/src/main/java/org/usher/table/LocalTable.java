package org.usher.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.prefix.Category;
import org.usher.prefix.HostPattern;
import org.usher.route.Route;

/** What each host reaches on one listener, for connections to one local address: one look-up by hash for each host. */
final class LocalTable {
    private final ListenerTable listener;
    private final @Nullable HostPaths address;
    private final Map<String, HostView> names = new HashMap<>();
    private final Map<String, HostView> domains = new HashMap<>();
    private final HostView others;

    /** @param address what is claimed for the local address, if anything is */
    LocalTable(ListenerTable listener, @Nullable HostPaths address) {
        this.listener = listener;
        this.address = address;
        this.others = withWildcards(List.of());
        listener.domains().keySet().forEach(domain -> domains.put(domain, withWildcards(domainLayers("x." + domain))));
        listener.names().forEach((name, paths) -> {
            List<HostPaths> layers = domainLayers(name);
            layers.add(0, paths);
            names.put(name, withWildcards(layers));
        });
    }

    /** What a host reaches; null is a request that names none. */
    HostView view(@Nullable String host) {
        if (host == null) {
            return others;
        }
        HostView view = widest(host);
        return isNarrowedFor(host) ? view.narrowed() : view;
    }

    /** Whether the weak wildcard does not answer to this host. */
    boolean isNarrowedFor(@Nullable String host) {
        return host != null && listener.isNarrowed() && !listener.knownHosts().contains(host);
    }

    /** What the hosts of a pattern reach: those that nothing more specific names. */
    HostView view(HostPattern pattern) {
        boolean ofNames = pattern.category() == Category.NAME || pattern.category() == Category.SUBDOMAINS;
        return ofNames ? widest(pattern.toString()) : others;
    }

    /** Whether every request, whatever its host and path, leads to this route of this layer. */
    boolean leadsAlwaysTo(Route route, HostPaths layer) {
        if (others.depth() == 0 || others.layer(0) != layer) {
            return false;
        }
        boolean anyHost = layer.category() == Category.STRONG || (names.isEmpty() && domains.isEmpty());
        boolean anyName = layer.category() != Category.WEAK || !listener.isNarrowed();
        return anyHost && anyName && layer.soleRoot() == route;
    }

    /** What a host reaches where the weak wildcard answers to it. */
    private HostView widest(String host) {
        HostView named = names.get(host);
        if (named != null) {
            return named;
        }
        if (!domains.isEmpty()) {
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                HostView below = domains.get(host.substring(dot + 1));
                if (below != null) {
                    return below;
                }
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

    /** The view of hosts with these layers of their own, the layers of all hosts put before and after. */
    private HostView withWildcards(List<HostPaths> ofHost) {
        List<HostPaths> layers = new ArrayList<>();
        if (listener.strong() != null) {
            layers.add(listener.strong());
        }
        layers.addAll(ofHost);
        if (address != null) {
            layers.add(address);
        }
        HostView narrowed = new HostView(layers);
        if (listener.weak() == null) {
            return narrowed;
        }
        layers.add(listener.weak());
        return new HostView(layers, narrowed);
    }
}
