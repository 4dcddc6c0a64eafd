package org.usher.connection;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The ids of connections: a keyed MAC of the kernel's cookie of a socket (SO_COOKIE, socket(7)).
 *
 * <p>Only who has the key can make one, so a connection that comes back with its id is one that we handed out; no table
 * of them is needed, and the key outlives a restart. The MAC is SipHash-2-4 with 128 bits (Aumasson and Bernstein,
 * "SipHash: a fast short-input PRF", and its reference code for the 128 bit variant).
 */
public final class ConnectionIds {
    /** Octets of a key. */
    public static final int KEY_SIZE = 16;

    /** Octets of an id. */
    public static final int ID_SIZE = 16;

    private final long k0;
    private final long k1;

    private ConnectionIds(byte[] key) {
        ByteBuffer halves = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        this.k0 = halves.getLong();
        this.k1 = halves.getLong();
    }

    /** Returns the ids that belong to {@code key}, {@link #KEY_SIZE} secret octets. */
    public static ConnectionIds withKey(byte[] key) {
        if (key.length != KEY_SIZE) {
            throw new IllegalArgumentException("a key has " + KEY_SIZE + " octets, not " + key.length);
        }
        return new ConnectionIds(key);
    }

    /** Returns a new key, straight from urandom(4): the JDK's SecureRandom would cost a third of the whole start. */
    public static byte[] newKey() throws IOException {
        try (FileInputStream random = new FileInputStream("/dev/urandom")) {
            return random.readNBytes(KEY_SIZE);
        }
    }

    /** Writes the id of the socket with {@code cookie} into {@code id}. */
    public void write(long cookie, byte[] id) {
        long[] v = {
            k0 ^ 0x736f6d6570736575L,
            k1 ^ 0x646f72616e646f6dL ^ 0xee,
            k0 ^ 0x6c7967656e657261L,
            k1 ^ 0x7465646279746573L
        };
        absorb(v, cookie);
        absorb(v, (long) Long.BYTES << 56); // the last block: no octets left over, and the length of the input
        ByteBuffer into = ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN);
        v[2] ^= 0xee;
        into.putLong(half(v));
        v[1] ^= 0xdd;
        into.putLong(half(v));
    }

    private static void absorb(long[] v, long block) {
        v[3] ^= block;
        rounds(v, 2);
        v[0] ^= block;
    }

    /** Returns one half of the result, after its marker was put in. */
    private static long half(long[] v) {
        rounds(v, 4);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
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
