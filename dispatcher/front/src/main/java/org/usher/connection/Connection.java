package org.usher.connection;

import org.usher.handoff.AddressBlock;
import org.usher.route.Arrival;

/**
 * A client's connection and what was true of it when it reached us. Its phase owns the fd.
 *
 * @param fd a connected TCP socket
 * @param arrival where it arrived
 * @param ends the client's address and ours
 * @param history what the app that handed it back has said of it
 * @param elapsed how long it had waited when a dispatcher before us parked it
 */
public record Connection(int fd, Arrival arrival, AddressBlock ends, History history, Elapsed elapsed) {
    /** A connection that no dispatcher has parked. */
    public Connection(int fd, Arrival arrival, AddressBlock ends, History history) {
        this(fd, arrival, ends, history, Elapsed.NONE);
    }

    /** Returns the number of this handoff for its request, from 1. */
    public int nextHop() {
        return history.hops() + 1;
    }
}
