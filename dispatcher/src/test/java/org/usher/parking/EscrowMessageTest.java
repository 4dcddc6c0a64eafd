package org.usher.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.usher.parking.ParkedMessage.Content.InEscrow;
import org.usher.parking.ParkedMessage.Content.Unreadable;
import org.usher.parking.Waited.Phase;

class EscrowMessageTest {
    private static final ParkedApp WIKI = new ParkedApp("wiki.socket", "/run/w", 258, Duration.ofSeconds(90));
    private static final String HEX = "7061726b02" // "park", version 2
            + "0000000000000102" + "00015f90" + "000b" + "0006" // inode 258, 90,000 ms
            + "77696b692e736f636b6574" + "2f72756e2f77"
            + "00000300" + "01" + "00000028" + "fedcba98" + "0003" // HEAD; 768 behind it, 40 octets with this CRC-32
            + "03" + "02" + "000009c4" + "0000" + "0000" // ESCROW, two hops, 2,500 ms
            + "2f772f"; // "/w/"

    private final ByteBuffer message = ByteBuffer.allocate(ParkedMessage.SIZE_MAX);

    @Test
    void theOctetsOfVersionTwoAreThese() {
        EscrowMessage.begin(message, WIKI);
        EscrowMessage.add(message, request(2_500, 2, "/w/", true, 40, 0xfedcba98L, 768));
        assertEquals(HEX, HexFormat.of().formatHex(message.array(), 0, message.position()));
    }

    @Property
    void whatIsWrittenIsRead(@ForAll @Size(max = 50) List<@From("requests") ParkedRequest> written) {
        message.clear();
        EscrowMessage.begin(message, WIKI);
        for (ParkedRequest request : written) {
            assertTrue(EscrowMessage.add(message, request));
        }
        InEscrow read = assertInstanceOf(InEscrow.class, ParkedMessage.read(message.flip()));
        assertEquals(WIKI, read.app());
        assertEquals(written.size(), read.list().size());
        for (int i = 0; i < written.size(); i++) {
            ParkedRequest one = written.get(i);
            ParkedRequest other = read.list().get(i);
            assertEquals(one.connection().waited(), other.connection().waited());
            assertEquals(one.connection().hops(), other.connection().hops());
            assertEquals(one.prefix(), other.prefix());
            assertEquals(one.isHead(), other.isHead());
            assertEquals(one.head(), other.head());
            assertEquals(one.roomBehind(), other.roomBehind());
        }
    }

    @Test
    void whatIsCutOffAnywhereButBehindAnEntryIsUnreadable() {
        byte[] whole = HexFormat.of().parseHex(HEX);
        int withoutEntries = 38;
        for (int length = 0; length < whole.length; length++) {
            ParkedMessage.Content content = ParkedMessage.read(ByteBuffer.wrap(whole, 0, length));
            assertEquals(length == withoutEntries, content instanceof InEscrow, length + " octets");
        }
    }

    @Test
    void connectionThatWaitsForUsIsNoneInEscrow() {
        Parked offering = new Parked(new Waited(Phase.OFFERING, 0), 0, "", new byte[0]);
        EscrowMessage.begin(message, WIKI);
        EscrowMessage.add(message, new ParkedRequest(offering, "/w/", false, new ParkedHead(1, 1), 0));
        assertInstanceOf(Unreadable.class, ParkedMessage.read(message.flip()));
    }

    @Property
    void anyOctetsAreAnswered(@ForAll byte[] octets) {
        ByteBuffer signed = ByteBuffer.allocate(octets.length + 100);
        EscrowMessage.begin(signed, WIKI);
        ParkedMessage.read(signed.put(octets).flip());
        byte[] version = HexFormat.of().parseHex("7061726b02");
        ParkedMessage.read(
                ByteBuffer.allocate(octets.length + 5).put(version).put(octets).flip());
    }

    @Test
    void whatDoesNotFitIsNotBegun() {
        ParkedRequest request = request(0, 0, "/w/", false, 1, 1, 0);
        for (int room = 0; room < 28; room++) {
            ByteBuffer small = ByteBuffer.allocate(room);
            assertFalse(EscrowMessage.add(small, request));
            assertEquals(0, small.position());
        }
        assertTrue(EscrowMessage.add(ByteBuffer.allocate(28), request));
    }

    @Provide
    Arbitrary<ParkedRequest> requests() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, Integer.MAX_VALUE),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.strings().alpha().withChars('/', 'ä', '€').ofMaxLength(40),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 16_384),
                        Arbitraries.longs().between(0, 0xffff_ffffL),
                        Arbitraries.integers().greaterOrEqual(0))
                .as(EscrowMessageTest::request);
    }

    private static ParkedRequest request(
            long millis, int hops, String prefix, boolean isHead, int length, long checksum, int roomBehind) {
        Waited waited = new Waited(Phase.ESCROW, TimeUnit.MILLISECONDS.toNanos(millis));
        Parked connection = new Parked(waited, hops, "", new byte[0]);
        return new ParkedRequest(connection, prefix, isHead, new ParkedHead(length, checksum), roomBehind);
    }
}
