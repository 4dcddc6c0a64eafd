package org.usher.route;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The unit that receives connections, with all that is needed to hand one over.
 *
 * @param unit name of the socket unit, such as {@code wiki.socket}; of a server of files, that of the app behind it, too
 * @param service name of the service unit behind it
 * @param target what a relay or a server of files is told to do with connections (PROTOCOL.md); null for all others
 * @param socket path of the socket to which connections are sent: the unit's own, or {@link #RELAY}
 * @param first the server of files that is asked for GET and HEAD before this app; null if none is
 * @param startTimeout how long a connection may wait for the app to take it before it is refused
 * @param queueMax how many connections may wait for room in the app's queue, at least 1
 * @param unread whether the app accepts unread octets with a connection
 * @param isolate whether the app accepts only connections that no other app has held
 */
public record App(
        String unit,
        String service,
        @Nullable String target,
        Path socket,
        @Nullable App first,
        Duration startTimeout,
        int queueMax,
        boolean unread,
        boolean isolate) {
    /** The socket of the relay that all units share, {@code usher-relay.socket}. */
    public static final Path RELAY = Path.of("/run/usher/apps/usher-relay.sock");

    /** The service behind a socket unit that names none. */
    public static String serviceOf(String unit) {
        int dot = unit.lastIndexOf('.');
        return (dot < 0 ? unit : unit.substring(0, dot)) + ".service";
    }

    /** What does not receive if a connection cannot be passed, and what helps. */
    public String receiver() {
        return socket.equals(RELAY) ? unit + ", by relay: systemctl enable --now usher-relay.socket" : unit;
    }

    /** The unit is distinctive enough, and a generated hash costs 30 ms of a cold start. */
    @Override
    public int hashCode() {
        return unit.hashCode();
    }
}
