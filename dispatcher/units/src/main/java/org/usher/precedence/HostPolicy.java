package org.usher.precedence;

import java.util.List;
import java.util.Map;
import org.usher.route.HostPattern;
import org.usher.route.Listener;

/**
 * The hosts that the weak wildcard answers to. Another site can have its own name point to this machine (DNS rebinding).
 * So where only this machine should be served, {@code *} answers only to names that are known.
 *
 * @param hosts what {@code Hosts=} of {@code usher.socket} lists; if it lists any, the weak wildcard is narrowed on every
 *     listener
 * @param own the lists of units that have their own, by the name of the listener
 * @param always whether it is narrowed even on listeners that are not bound to a loopback address
 */
public record HostPolicy(List<HostPattern> hosts, Map<String, List<HostPattern>> own, boolean always) {
    public HostPolicy {
        hosts = List.copyOf(hosts);
        own = Map.copyOf(own);
    }

    /** The hosts that are listed for a listener. */
    public List<HostPattern> hostsOf(Listener listener) {
        return own.getOrDefault(listener.name(), hosts);
    }

    /** Whether the weak wildcard answers only to known hosts on this listener. */
    public boolean narrows(Listener listener) {
        return always || listener.loopbackBound() || !hostsOf(listener).isEmpty();
    }
}
