package org.usher.precedence;

import java.util.List;
import java.util.Map;
import org.usher.route.HostPattern;
import org.usher.route.Listener;

/**
 * Which hosts the weak wildcard answers to. A page of another site can have its own name point here (DNS rebinding), so
 * where only this machine should be served, a name must be known before {@code *} answers to it.
 *
 * @param hosts what {@code Hosts=} of {@code usher.socket} lists; if it lists any, the weak wildcard is narrowed on every
 *     listener
 * @param own what the units of single listeners list instead, by the name of the listener
 * @param always whether it is narrowed even on listeners that are not bound to a loopback address
 */
public record HostPolicy(List<HostPattern> hosts, Map<String, List<HostPattern>> own, boolean always) {
    /** Narrowed on loopback listeners only. */
    public static final HostPolicy DEFAULT = new HostPolicy(List.of(), false);

    public HostPolicy {
        hosts = List.copyOf(hosts);
        own = Map.copyOf(own);
    }

    /** Says the same of every listener. */
    public HostPolicy(List<HostPattern> hosts, boolean always) {
        this(hosts, Map.of(), always);
    }

    /** What is listed for a listener. */
    public List<HostPattern> hostsOf(Listener listener) {
        return own.getOrDefault(listener.name(), hosts);
    }

    /** Whether the weak wildcard answers only to known hosts on this listener. */
    public boolean narrows(Listener listener) {
        return always || listener.loopbackBound() || !hostsOf(listener).isEmpty();
    }
}
