package org.usher.handoff;

import java.net.InetSocketAddress;

/**
 * The two ends of a client's connection.
 *
 * @param client where the client connected from
 * @param local the address and port that it connected to
 */
public record Endpoints(InetSocketAddress client, InetSocketAddress local) {
    /** Throws unless both addresses are resolved and of one family. */
    public Endpoints {
        if (client.isUnresolved()
                || local.isUnresolved()
                || client.getAddress().getClass() != local.getAddress().getClass()) {
            throw new IllegalArgumentException(
                    "both ends need an address of the same family: " + client + ", " + local);
        }
    }
}
