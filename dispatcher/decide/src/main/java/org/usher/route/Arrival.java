package org.usher.route;

import org.usher.address.IpAddress;

/**
 * Where a connection arrived.
 *
 * @param listener the listener that accepted it
 * @param localAddress the address that the client connected to
 */
public record Arrival(Listener listener, IpAddress localAddress) {}
