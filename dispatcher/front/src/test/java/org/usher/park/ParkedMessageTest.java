package org.usher.park;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.connection.History;

class ParkedMessageTest {
    private static final byte[] NONE = new byte[0];
    private static final byte[] NO_ID = new byte[16];
    private static final byte[] ID = HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f");

    private final ByteBuffer message = ByteBuffer.allocate(ParkedMessage.SIZE_MAX);

    @Test
    void theOctetsOfVersionThreeAreThese() {
        ParkedMessage.begin(message);
        ParkedMessage.add(message, new History(NO_ID, NONE, 0, "", false));
        ParkedMessage.add(message, new History(ID, "GET /".getBytes(StandardCharsets.UTF_8), 3, "/ä/", true));
        assertEquals(
                "7061726b03" // "park", version 3
                        + "00" + "00" + "00".repeat(16) + "0000" + "0000" // not lost, no hop
                        + "01" + "03" + "101112131415161718191a1b1c1d1e1f" + "0004" + "0005" + "2fc3a42f"
                        + "474554202f",
                HexFormat.of().formatHex(message.array(), 0, message.position()));
    }

    @Property
    void whatIsWrittenIsRead(@ForAll @Size(max = 50) List<@From("connections") History> written) {
        message.clear();
        ParkedMessage.begin(message);
        for (History parked : written) {
            assertTrue(ParkedMessage.add(message, parked));
        }
        List<History> read = requireNonNull(ParkedMessage.read(message.flip()));
        assertEquals(written.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            assertEquals(written.get(i).isLost(), read.get(i).isLost());
            assertEquals(written.get(i).hops(), read.get(i).hops());
            assertEquals(written.get(i).prefix(), read.get(i).prefix());
            assertArrayEquals(written.get(i).id(), read.get(i).id());
            assertArrayEquals(written.get(i).unread(), read.get(i).unread());
        }
    }

    @Property
    void anyOctetsAreAnswered(@ForAll byte[] octets) {
        ParkedMessage.read(ByteBuffer.wrap(octets));
        ByteBuffer signed = ByteBuffer.allocate(octets.length + 5);
        ParkedMessage.begin(signed);
        ParkedMessage.read(signed.put(octets).flip());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing,            ''",
        "another signature,  5061726b02",
        "no version,         7061726b",
        "another version,    7061726b09",
        "neither 0 nor 1,    7061726b03 02 00 00000000000000000000000000000000 0000 0000",
        "less than 0,        7061726b03 ff 00 00000000000000000000000000000000 0000 0000",
        "half an entry,      7061726b03 01 00 0000",
        "a prefix cut off,   7061726b03 01 00 00000000000000000000000000000000 0004 0000 2f61",
        "unread cut off,     7061726b03 01 00 00000000000000000000000000000000 0000 ffff 00",
    })
    void whatIsNotAMessageIsUnreadable(String name, String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertNull(ParkedMessage.read(ByteBuffer.wrap(octets)), name);
    }

    @Test
    void whatDoesNotFitIsNotBegun() {
        ByteBuffer small = ByteBuffer.allocate(32);
        ParkedMessage.begin(small);
        assertFalse(ParkedMessage.add(small, new History(NO_ID, new byte[6], 0, "", false)));
        assertEquals(5, small.position());
        assertTrue(ParkedMessage.add(small, new History(NO_ID, new byte[5], 0, "", false)));
    }

    @Test
    void theLongestConnectionFits() {
        ParkedMessage.begin(message);
        assertTrue(ParkedMessage.add(message, new History(NO_ID, new byte[60_000], 255, "x".repeat(65_535), false)));
    }

    @Provide
    Arbitrary<History> connections() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.strings().alpha().withChars('/', 'ä', '€').ofMaxLength(40),
                        Arbitraries.bytes().array(byte[].class).ofSize(16),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((isLost, hops, prefix, id, unread) -> new History(id, unread, hops, prefix, isLost));
    }
}
