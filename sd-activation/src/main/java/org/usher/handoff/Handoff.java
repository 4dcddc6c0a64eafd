package org.usher.handoff;

import java.nio.ByteBuffer;

/**
 * A connection as it came with a message, for a program that has an event loop of its own and works on file descriptors;
 * for all others there is {@link HandedConnection}.
 *
 * @param fd the connection, which belongs to whoever has this; in blocking mode
 * @param header what the message said, as far as its sender is believed
 * @param unread octets that come before those of the socket
 */
public record Handoff(int fd, HandoffHeader header, ByteBuffer unread) {
    /** Returns what a hand back of this connection says: {@code answered} as in {@link HandedConnection#handBack(boolean)}. */
    HandoffHeader handBackHeader(boolean answered) {
        int hops = answered ? 0 : header.hops();
        return new HandoffHeader(header.endpoints(), header.id(), header.prefix(), hops, null, null, header.tls());
    }
}
