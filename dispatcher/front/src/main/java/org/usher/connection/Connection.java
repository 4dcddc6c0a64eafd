package org.usher.connection;

import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.handoff.AddressBlock;
import org.usher.route.Arrival;

/**
 * A client's connection and what was true of it when it reached us. Its phase owns the fd.
 *
 * @param fd a connected TCP socket
 * @param ends the client's address and ours
 * @param history what others have said of it; null if it was just accepted
 * @param awaiting the socket it came in on, if that lets a balancer speak first; null if no PROXY header is awaited
 */
public record Connection(
        int fd, String listenerId, AddressBlock ends, @Nullable History history, @Nullable ListeningSocket awaiting)
        implements Arrival {
    public static final byte[] NOTHING = {};

    @Override
    public IpAddress localAddress() {
        return IpAddress.of(ends.localAddress());
    }

    /** Returns what its client is to limits: an IPv4 address, or the first half of an IPv6 address. */
    public long source() {
        return ends.clientNetwork();
    }

    /** Returns the octets of the next request that an app has read already; they come before the socket's own. */
    public byte[] unread() {
        return history == null ? NOTHING : history.unread();
    }

    /** Returns whether no app has held it. */
    public boolean isNew() {
        return history == null || history.told().prefix() == null;
    }

    /** Returns the number of this handoff for its request, from 1. */
    public int nextHop() {
        return history == null ? 1 : history.told().hops() + 1;
    }
}
