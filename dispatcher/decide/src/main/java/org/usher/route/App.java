package org.usher.route;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The unit that receives connections, with all that is needed to hand one over.
 *
 * @param unit name of the socket unit, such as {@code wiki.socket}
 * @param service name of the service unit behind it
 * @param mode how a connection reaches it
 * @param socket path of the listening socket as the unit file spells it, specifiers expanded
 * @param startTimeout how long a connection may wait for the app to take it before it is refused
 * @param queueMax how many connections may wait for room in the app's queue, at least 1
 * @param unread whether the app accepts unread octets with a connection
 * @param isolate whether the app accepts only connections that no other app has held
 */
public record App(
        String unit,
        String service,
        Mode mode,
        Path socket,
        Duration startTimeout,
        int queueMax,
        boolean unread,
        boolean isolate) {

    /** The service behind a socket unit that names none. */
    public static String serviceOf(String unit) {
        int dot = unit.lastIndexOf('.');
        return (dot < 0 ? unit : unit.substring(0, dot)) + ".service";
    }

    /** How a connection reaches an app, which follows from the listener in its socket unit. */
    public enum Mode {
        /** The connection itself is passed to a {@code ListenDatagram=} socket. */
        HANDOFF,
        /** The octets are copied to a {@code ListenStream=} socket by the relay app. */
        RELAY
    }

    /** The unit is distinctive enough, and a generated hash costs 30 ms of a cold start. */
    @Override
    public int hashCode() {
        return unit.hashCode();
    }
}
