package org.usher.connection;

import org.usher.handoff.AddressBlock;
import org.usher.route.Arrival;

/**
 * A client's connection and what was true of it when it reached us. Its phase owns the fd.
 *
 * @param fd a connected TCP socket
 * @param arrival where it arrived
 * @param ends the client's address and ours
 * @param history what others have said of it
 */
public record Connection(int fd, Arrival arrival, AddressBlock ends, History history) {
    /** Returns what its client is to limits: an IPv4 address, or the first half of an IPv6 address. */
    public long source() {
        return ends.clientNetwork();
    }

    /** Returns the number of this handoff for its request, from 1. */
    public int nextHop() {
        return history.hops() + 1;
    }
}
