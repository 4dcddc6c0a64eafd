package org.usher.handoff;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.usher.posix.SocketAddressBuffer;

/**
 * The two ends of a connection in the octets in which a PROXY header carries them: client address, local address, client
 * port, local port. An IPv4-mapped address is an IPv4 address. Immutable.
 */
public final class AddressBlock {
    /** The ends of a connection that has none, or none that can be sent: the receiver asks the socket. */
    public static final AddressBlock UNKNOWN = new AddressBlock(new byte[0], 0);

    private final byte[] octets;
    private final int addressSize;

    private AddressBlock(byte[] octets, int addressSize) {
        this.octets = octets;
        this.addressSize = addressSize;
    }

    /** Returns the block of these two ends; {@link #UNKNOWN} unless both are internet addresses of one family. */
    public static AddressBlock of(SocketAddressBuffer client, SocketAddressBuffer local) {
        if (!client.isInternet() || !local.isInternet() || client.addressLength() != local.addressLength()) {
            return UNKNOWN;
        }
        int size = client.addressLength();
        ByteBuffer octets = ByteBuffer.allocate(2 * size + 2 * Short.BYTES);
        client.copyAddress(octets);
        local.copyAddress(octets);
        octets.putShort((short) client.port()).putShort((short) local.port());
        return new AddressBlock(octets.array(), size);
    }

    /** Returns the block of these two ends; {@link #UNKNOWN} for null. */
    public static AddressBlock of(@Nullable Endpoints ends) {
        if (ends == null) {
            return UNKNOWN;
        }
        byte[] client = ends.client().getAddress().getAddress();
        byte[] local = ends.local().getAddress().getAddress();
        ByteBuffer octets = ByteBuffer.allocate(2 * client.length + 2 * Short.BYTES)
                .put(client)
                .put(local);
        octets.putShort((short) ends.client().getPort())
                .putShort((short) ends.local().getPort());
        return new AddressBlock(octets.array(), client.length);
    }

    /** Returns a copy of the octets: 12 or 36, or none if the ends are unknown. */
    public byte[] toBytes() {
        return octets.clone();
    }

    /** Returns where the client connected from; null if that is unknown. */
    public @Nullable InetSocketAddress client() {
        return addressSize == 0 ? null : end(clientAddress(), 2 * addressSize);
    }

    /** Returns the two ends; null if they are unknown. */
    public @Nullable Endpoints endpoints() {
        InetSocketAddress client = client();
        return client == null ? null : new Endpoints(client, end(localAddress(), 2 * addressSize + Short.BYTES));
    }

    private InetSocketAddress end(byte[] address, int portAt) {
        int port = Short.toUnsignedInt(ByteBuffer.wrap(octets).getShort(portAt));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has 4 or 16 octets", impossible);
        }
    }

    /** Returns the address that the client connected from, 4 or 16 octets; 0.0.0.0 if it is unknown. */
    public byte[] clientAddress() {
        return addressSize == 0 ? new byte[ProxyV2.IPV4_SIZE] : Arrays.copyOf(octets, addressSize);
    }

    /** Returns the address that the client connected to, 4 or 16 octets; 0.0.0.0 if it is unknown. */
    public byte[] localAddress() {
        return addressSize == 0
                ? new byte[ProxyV2.IPV4_SIZE]
                : Arrays.copyOfRange(octets, addressSize, 2 * addressSize);
    }

    /** Returns the client's IPv4 address or the first 64 bits of its IPv6 address as a number; 0 if it is unknown. */
    public long clientNetwork() {
        ByteBuffer block = ByteBuffer.wrap(octets);
        return switch (addressSize) {
            case ProxyV2.IPV4_SIZE -> Integer.toUnsignedLong(block.getInt(0));
            case ProxyV2.IPV6_SIZE -> block.getLong(0);
            default -> 0;
        };
    }

    int addressSize() {
        return addressSize;
    }

    void put(ByteBuffer into) {
        into.put(octets);
    }
}
