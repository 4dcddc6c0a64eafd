package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.handoff.ConnectionId;

class ConnectionIdsTest {
    private static final byte[] PUBLISHED_KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    private static final byte[] NONE = {};

    /** Entry 8 of vectors_sip64 in the reference implementation: the input is 00 01 … 07. */
    @Test
    void theFirstHalfIsTheSipHashOfTheCookie() {
        assertEquals(
                "6224939a79f5f593",
                id(PUBLISHED_KEY, 0x0706050403020100L, "any").substring(0, 16));
    }

    /** From {@code openssl mac -macopt hexkey:… -macopt size:8 SIPHASH} over the first half and the host. */
    @ParameterizedTest
    @CsvSource({
        ", 5e8fd090d695ed3a",
        "a.example, 05191836b882d6ab",
        "a.exampl, a2f138a0c4620d05",
        "www.documents.example, 3bc19304ca1fd91c"
    })
    void theSecondHalfIsTheSipHashOfTheFirstAndTheHost(@Nullable String host, String second) {
        assertEquals(second, id(PUBLISHED_KEY, 0x0706050403020100L, host).substring(16));
    }

    @Test
    void anIdIsOfOneSocketAndForOneHost() {
        ConnectionIds ids = new ConnectionIds(PUBLISHED_KEY);
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        ids.write(-1, NONE, "a.example", id);
        assertTrue(ids.isOf(ConnectionId.of(id), -1, NONE));
        assertFalse(ids.isOf(ConnectionId.of(id), 1, NONE));
        assertFalse(ids.isOf(null, -1, NONE));
        assertTrue(ids.isFor(ConnectionId.of(id), "a.example"));
        for (String other : new String[] {"b.example", "a.exampl", "a.example\0", "", null}) {
            assertFalse(ids.isFor(ConnectionId.of(id), other), other);
        }
        byte[] swapped = new byte[ConnectionIds.ID_SIZE];
        ids.write(2, NONE, "b.example", swapped);
        System.arraycopy(id, 0, swapped, 0, 8);
        assertFalse(ids.isFor(ConnectionId.of(swapped), "b.example"), "the half of another connection");
    }

    @Test
    void anIdIsOfWhatABalancerHasSaid() {
        ConnectionIds ids = new ConnectionIds(PUBLISHED_KEY);
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        byte[] facts = "twelve octets, and TLVs".getBytes(StandardCharsets.US_ASCII);
        ids.write(1, facts, "a.example", id);
        assertTrue(ids.isOf(ConnectionId.of(id), 1, facts));
        assertFalse(ids.isOf(ConnectionId.of(id), 1, NONE));
        for (int bit = 0; bit < 8 * facts.length; bit++) {
            byte[] changed = facts.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(ids.isOf(ConnectionId.of(id), 1, changed));
        }
    }

    @Test
    void anotherKeyGivesAnotherId() throws Exception {
        byte[] key = ConnectionIds.newKey();
        assertFalse(Arrays.equals(key, ConnectionIds.newKey()));
        assertFalse(id(key, 1, "a").equals(id(ConnectionIds.newKey(), 1, "a")));
        assertEquals(id(key, 1, "a"), id(key.clone(), 1, "a"));
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ConnectionIds(new byte[15]));
    }

    private static String id(byte[] key, long cookie, @Nullable String host) {
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        new ConnectionIds(key).write(cookie, NONE, host, id);
        return HexFormat.of().formatHex(id);
    }
}
