package org.usher.route;

import org.usher.prefix.UrlPrefix;

/**
 * A listener as routing sees it.
 *
 * @param name the name under which its descriptor came; tells listeners of different units apart. Empty for one that is
 *     only supposed to be there
 * @param scheme {@code http} or {@code https}
 * @param port the port that it stands for: its own, unless its unit names another
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

    /** Returns a listener on all addresses that nobody knows to exist. */
    public static Listener supposed(String scheme, int port) {
        return new Listener("", scheme, port, false);
    }

    public boolean isSupposed() {
        return name.isEmpty();
    }
}
