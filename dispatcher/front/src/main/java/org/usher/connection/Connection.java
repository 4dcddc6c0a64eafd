package org.usher.connection;

import org.usher.parking.Waited;
import org.usher.route.Arrival;

/**
 * A client's connection and what was true of it when it reached us. Its phase owns the fd.
 *
 * @param fd a connected TCP socket
 * @param arrival where it arrived
 * @param source whose connection it is for the limits: the IPv4 address, or the first 64 bits of the IPv6 address
 * @param history what the app that handed it back has said of it
 * @param waited how long it had waited when a dispatcher before us parked it
 */
public record Connection(int fd, Arrival arrival, long source, History history, Waited waited) {
    /** A connection that no dispatcher has had before us. */
    public Connection(int fd, Arrival arrival, long source, History history) {
        this(fd, arrival, source, history, Waited.NOT);
    }
}
