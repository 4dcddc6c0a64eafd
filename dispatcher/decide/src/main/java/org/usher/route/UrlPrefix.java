package org.usher.route;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A URL prefix in one of three forms: full ({@code http://wiki.example:80/}), of a host ({@code //wiki.example/}), short
 * ({@code /wiki/}). Equal prefixes are equal as values and as {@linkplain #toString() text}.
 *
 * @param scheme {@code http} or {@code https}; null means every scheme
 * @param host the hosts that it is for; the weak wildcard in the short form
 * @param port the local port of the connection, 1 to 65535; empty, as the scheme is null, means every listener
 * @param path begins and ends with {@code /}; its segments are plain and spelled in only one way
 */
public record UrlPrefix(@Nullable String scheme, HostPattern host, OptionalInt port, String path) {
    /** The longest canonical text: it travels in the header of every handoff, which has room for no more than that. */
    public static final int OCTETS_MAX = 1024;

    /** Whether scheme and port are spelled out, so that it beats a prefix that got them from the listener. */
    public boolean isFull() {
        return scheme != null;
    }

    /** The canonical text. */
    @Override
    public String toString() {
        if (scheme != null) {
            return scheme + "://" + host + ":" + port.getAsInt() + path;
        }
        return host.category() == Category.WEAK ? path : "//" + host + path;
    }
}
