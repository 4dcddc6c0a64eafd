package org.usher.handoff;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of a connection: 16 octets that an app cannot make up. The first 8 stay the same however often the connection is
 * handed back; the others belong to the host of the request for which it was handed off. Good for logs.
 */
public final class ConnectionId {
    /** How many octets an id has. */
    public static final int SIZE = ProxyV2.UNIQUE_ID_SIZE;

    private final byte[] octets;

    private ConnectionId(byte[] octets) {
        this.octets = octets;
    }

    /** Returns the id that {@code octets} are; throws unless there are {@value #SIZE}. */
    public static ConnectionId of(byte[] octets) {
        if (octets.length != SIZE) {
            throw new IllegalArgumentException("a connection id has " + SIZE + " octets, not " + octets.length);
        }
        return new ConnectionId(octets.clone());
    }

    /** Returns a copy of the octets. */
    public byte[] toBytes() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionId id && Arrays.equals(octets, id.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Returns 32 hexadecimal digits, of which the first 16 stay the same for the whole life of the connection. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
