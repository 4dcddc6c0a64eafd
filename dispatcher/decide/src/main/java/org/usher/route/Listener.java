package org.usher.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket as routing sees it.
 *
 * @param name the name under which its descriptor was passed in, which tells listeners of different units apart; empty
 *     for one that is only supposed to exist
 * @param scheme {@code http} or {@code https}
 * @param port the port that prefixes name: its own, unless its unit says otherwise
 * @param loopbackBound whether it is bound to a loopback address
 */
public record Listener(String name, String scheme, int port, boolean loopbackBound) {
    /** Makes a listener of {@code usher.socket}. */
    public Listener(String scheme, int port, boolean loopbackBound) {
        this("http", scheme, port, loopbackBound);
    }

    /** Whether the prefix is one of this listener's: it spells the same scheme and port, or none. */
    public boolean serves(UrlPrefix prefix) {
        return !prefix.isFull()
                || (scheme.equals(prefix.scheme()) && prefix.port().getAsInt() == port);
    }

    /** Returns a listener on all addresses that may or may not exist. */
    public static Listener supposed(String scheme, int port) {
        return new Listener("", scheme, port, false);
    }

    /**
     * Returns what it is behind a balancer, which brings clients from anywhere: a listener for those that speak plain text to
     * the balancer, and one for those that speak TLS to it, whose port is 443 instead of 80.
     */
    public List<Listener> behindBalancer() {
        return List.of(
                new Listener(name, scheme, port, false), new Listener(name, "https", port == 80 ? 443 : port, false));
    }

    public boolean isSupposed() {
        return name.isEmpty();
    }

    /** Returns what tells this listener from all others: all that a connection knows of it. */
    public String id() {
        return name + ' ' + scheme + ':' + port + (loopbackBound ? " loopback" : "");
    }

    /** Written out, as {@link #hashCode}: see {@link App#hashCode}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Listener that && id().equals(that.id());
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }
}
