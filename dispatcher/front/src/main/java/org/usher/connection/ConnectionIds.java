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
        State state = new State(k0, k1);
        state.absorb(cookie);
        state.absorb((long) Long.BYTES << 56); // the last block: no octets left over, and the length of the input
        ByteBuffer into = ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN);
        state.v2 ^= 0xee;
        into.putLong(state.half());
        state.v1 ^= 0xdd;
        into.putLong(state.half());
    }

    /** The four words that SipHash turns. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        void absorb(long block) {
            v3 ^= block;
            rounds(2);
            v0 ^= block;
        }

        /** Returns one half of the result, after its marker was put in. */
        long half() {
            rounds(4);
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void rounds(int count) {
            for (int i = 0; i < count; i++) {
                round();
            }
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
