package org.usher.park;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.usher.handoff.ConnectionId;
import org.usher.handoff.EndedTls;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffHeader;

class ParkedMessageTest {
    private static final ConnectionId ID = ConnectionId.of(HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f"));
    private static final String HEADER = "0d0a0d0a000d0a515549540a" + "21" + "00"; // PROXY, addresses unknown

    private final ByteBuffer message = ByteBuffer.allocate(ParkedMessage.SIZE_MAX);

    @Test
    void theOctetsOfVersionFourAreThese() {
        ParkedMessage.begin(message);
        ParkedMessage.add(message, History.NONE);
        ParkedMessage.add(message, new History(told(ID, "/ä/", 3), "GET /".getBytes(StandardCharsets.UTF_8), true));
        assertEquals(
                "7061726b04" // "park", version 4
                        + "00" + "00000014" + HEADER + "0004" + "e2000100" // not lost, 20 octets, no hop
                        + "01" + "00000033" + HEADER + "001e" + "050010" + ID + "e2000103" + "e00004" + "2fc3a42f"
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
            assertEquals(written.get(i).told(), read.get(i).told());
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
        "another signature,  5061726b04",
        "no version,         7061726b",
        "another version,    7061726b09",
        "neither 0 nor 1,    7061726b04 02 00000014 0d0a0d0a000d0a515549540a 21 00 0004 e2000100",
        "less than 0,        7061726b04 ff 00000014 0d0a0d0a000d0a515549540a 21 00 0004 e2000100",
        "half an entry,      7061726b04 01 0000",
        "a header cut off,   7061726b04 01 0000000f 0d0a0d0a000d0a515549540a 21 00 00",
        "no header,          7061726b04 01 00000000",
        "unread cut off,     7061726b04 01 00000015 0d0a0d0a000d0a515549540a 21 00 0004 e2000100",
        "a negative length,  7061726b04 01 ffffffff 0d0a0d0a000d0a515549540a 21 00 0004 e2000100",
    })
    void whatIsNotAMessageIsUnreadable(String name, String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertNull(ParkedMessage.read(ByteBuffer.wrap(octets)), name);
    }

    @Test
    void whatMayNotFitIsNotBegun() {
        ByteBuffer small = ByteBuffer.allocate(5 + 5 + HandoffHeader.HEADER_SIZE_MAX + 5);
        ParkedMessage.begin(small);
        assertFalse(ParkedMessage.add(small, new History(told(ID, "/", 0), new byte[6], false)));
        assertEquals(5, small.position());
        assertTrue(ParkedMessage.add(small, new History(told(ID, "/", 0), new byte[5], false)));
    }

    @Test
    void theLongestConnectionFits() {
        ParkedMessage.begin(message);
        History longest = new History(told(ID, "x".repeat(5_400), 255), new byte[HandoffHeader.UNREAD_SIZE_MAX], false);
        assertTrue(ParkedMessage.add(message, longest));
        assertEquals(1, requireNonNull(ParkedMessage.read(message.flip())).size());
    }

    private static HandoffHeader told(ConnectionId id, String prefix, int hops) {
        return new HandoffHeader(null, id, prefix, hops, null, null, null);
    }

    @Provide
    Arbitrary<History> connections() {
        Endpoints ends = new Endpoints(
                new InetSocketAddress("192.0.2.7", 51234),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 443));
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.strings().alpha().withChars('/', 'ä', '€').ofMaxLength(40),
                        Arbitraries.bytes().array(byte[].class).ofSize(16),
                        Arbitraries.of(new EndedTls("http/1.1", "a.example", null), null),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((isLost, hops, prefix, id, tls, unread) -> new History(
                        new HandoffHeader(
                                tls == null ? null : ends, ConnectionId.of(id), prefix, hops, null, null, tls),
                        unread,
                        isLost));
    }
}
