package org.usher.connection;

import org.usher.address.IpAddress;
import org.usher.handoff.AddressBlock;
import org.usher.route.Arrival;
import org.usher.route.Listener;

/**
 * A client's connection and what was true of it when it reached us. Its phase owns the fd.
 *
 * @param fd a connected TCP socket
 * @param ends the client's address and ours
 * @param history what others have said of it
 */
public record Connection(int fd, Listener listener, AddressBlock ends, History history) implements Arrival {
    @Override
    public IpAddress localAddress() {
        return IpAddress.of(ends.localAddress());
    }

    /** Returns what its client is to limits: an IPv4 address, or the first half of an IPv6 address. */
    public long source() {
        return ends.clientNetwork();
    }

    /** Returns the number of this handoff for its request, from 1. */
    public int nextHop() {
        return history.hops() + 1;
    }
}
