package org.usher.handoff;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The two ends of a client's connection.
 *
 * @param client where the client connected from
 * @param local the address and port that it connected to
 */
public record Endpoints(InetSocketAddress client, InetSocketAddress local) {
    /**
     * Returns the ends at these addresses and ports.
     *
     * @throws IllegalArgumentException unless both addresses have 4 octets, or both 16, and a port is 0 to 65535
     */
    public static Endpoints of(byte[] client, int clientPort, byte[] local, int localPort) {
        try {
            return new Endpoints(
                    new InetSocketAddress(InetAddress.getByAddress(client), clientPort),
                    new InetSocketAddress(InetAddress.getByAddress(local), localPort));
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("an address has 4 or 16 octets", wrong);
        }
    }

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
