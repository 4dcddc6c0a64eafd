package org.usher.connection;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionId;

/**
 * The ids of connections: two MACs that only who has the key can make, 64 bits each. No table of connections is needed, and
 * the key outlives a restart.
 *
 * <p>The first half is the MAC of the kernel's cookie of the socket (SO_COOKIE, socket(7)) and of what a balancer has said
 * of the connection: a connection that comes back with it is one that we handed out like that. The second half is the MAC
 * of the first and of the host of the request that was routed: octets that an app has read from the connection are for
 * that host or for none. The MAC is SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
 */
public final class ConnectionIds {
    /** Octets of a key. */
    public static final int KEY_SIZE = 16;

    /** Octets of an id. */
    public static final int ID_SIZE = 16;

    private final long k0;
    private final long k1;

    /** Makes the ids that belong to {@code key}, {@link #KEY_SIZE} secret octets. */
    public ConnectionIds(byte[] key) {
        if (key.length != KEY_SIZE) {
            throw new IllegalArgumentException("a key has " + KEY_SIZE + " octets, not " + key.length);
        }
        this.k0 = littleEndian(key).getLong();
        this.k1 = littleEndian(key).getLong(Long.BYTES);
    }

    /** Returns a new key, straight from urandom(4): the JDK's SecureRandom would cost a third of the whole start. */
    public static byte[] newKey() throws IOException {
        try (FileInputStream random = new FileInputStream("/dev/urandom")) {
            return random.readNBytes(KEY_SIZE);
        }
    }

    /**
     * Writes the id of the socket with {@code cookie} into {@code id}.
     *
     * @param facts what a balancer has said of the connection ({@link History#facts})
     * @param host that of its request
     */
    public void write(long cookie, byte[] facts, @Nullable String host, byte[] id) {
        long connection = mac(cookie, facts);
        littleEndian(id).putLong(connection).putLong(mac(connection, octets(host)));
    }

    /** Returns whether {@code id} is one of the socket with {@code cookie} and these facts, whatever its host. */
    public boolean isOf(@Nullable ConnectionId id, long cookie, byte[] facts) {
        return id != null && littleEndian(id.toBytes()).getLong() == mac(cookie, facts);
    }

    /** Returns whether {@code id}, which {@link #isOf} its connection, says that a request for {@code host} was routed. */
    public boolean isFor(@Nullable ConnectionId id, @Nullable String host) {
        ByteBuffer halves = littleEndian(id == null ? new byte[ID_SIZE] : id.toBytes());
        return mac(halves.getLong(), octets(host)) == halves.getLong();
    }

    private static byte[] octets(@Nullable String text) {
        return text == null ? Connection.NOTHING : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the MAC of a number and of the octets behind it. */
    private long mac(long number, byte[] octets) {
        ByteBuffer input = littleEndian(new byte[Long.BYTES * (2 + octets.length / Long.BYTES)]);
        input.putLong(number).put(octets).put(input.capacity() - 1, (byte) input.position()); // the length comes last
        long[] v = {
            k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L
        };
        for (input.rewind(); input.hasRemaining(); ) {
            long block = input.getLong();
            v[3] ^= block;
            rounds(v, 2);
            v[0] ^= block;
        }
        v[2] ^= 0xff;
        rounds(v, 4);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static ByteBuffer littleEndian(byte[] octets) {
        return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void rounds(long[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }
}
