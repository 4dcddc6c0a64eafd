package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
    private static final byte[] PUBLISHED_KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    /** Entry 8 of vectors_sip128 in the reference implementation: the input is 00 01 … 07. */
    @Test
    void anIdIsTheSipHashOfTheCookie() {
        assertEquals("3b62a9ba6258f5610f83e264f31497b4", id(PUBLISHED_KEY, 0x0706050403020100L));
    }

    /** From {@code openssl mac -macopt hexkey:… -macopt size:16 SIPHASH} over eight octets ff. */
    @Test
    void aCookieWithAllBitsSetIsNoSpecialCase() {
        assertEquals("1c34f598eafc0fe100ec4f81f2ba5e1a", id(PUBLISHED_KEY, -1));
    }

    @Test
    void anotherKeyGivesAnotherId() throws Exception {
        byte[] key = ConnectionIds.newKey();
        assertFalse(Arrays.equals(key, ConnectionIds.newKey()));
        assertFalse(id(key, 1).equals(id(ConnectionIds.newKey(), 1)));
        assertEquals(id(key, 1), id(key.clone(), 1));
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ConnectionIds.withKey(new byte[15]));
    }

    private static String id(byte[] key, long cookie) {
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        ConnectionIds.withKey(key).write(cookie, id);
        return HexFormat.of().formatHex(id);
    }
}
