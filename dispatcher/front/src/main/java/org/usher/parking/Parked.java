package org.usher.parking;

/**
 * One connection between two dispatchers, without its fd.
 *
 * @param waited what it waits for, and since when
 * @param hops handoffs of its request so far
 * @param prefix the canonical prefix of the route that it came back from; empty for a new connection
 * @param unread octets of its request that an app has read already
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Parked(Waited waited, int hops, String prefix, byte[] unread) {}
