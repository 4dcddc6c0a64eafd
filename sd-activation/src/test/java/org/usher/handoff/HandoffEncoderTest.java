package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.usher.posix.SocketType.AF_UNIX;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.handoff.DecodedMessage.Complete;
import org.usher.handoff.Scope.Kind;
import org.usher.posix.SocketAddressBuffer;

class HandoffEncoderTest {
    private static final String CLIENT_V4 = "cb007107";
    private static final String LOCAL_V4 = "c0000201";
    private static final String MAPPED = "00000000000000000000ffff";
    private static final String CLIENT_V6 = "20010db8000000000000000000000007";
    private static final String LOCAL_V6 = "20010db8000000000000000000000001";
    private static final int CLIENT_PORT = 51234;

    @Test
    void rawIpv4AddressesGiveTheOctetsOfTheVector() {
        assertVector("handoff-ipv4", address(CLIENT_V4, CLIENT_PORT), address(LOCAL_V4, 80));
    }

    @Test
    void ipv4MappedAddressesAreSentAsIpv4() {
        assertVector("handoff-ipv4", address(MAPPED + CLIENT_V4, CLIENT_PORT), address(MAPPED + LOCAL_V4, 80));
    }

    @Test
    void rawIpv6AddressesGiveTheOctetsOfTheVector() {
        ByteBuffer into = encode(
                address(CLIENT_V6, CLIENT_PORT),
                address(LOCAL_V6, 80),
                HandoffEncoder.routeTlvs("//wiki.example/", Scope.of(Kind.CONNECTION, 10), null));
        assertEquals(hex(Vector.read("message/handoff-ipv6").message()), hex(into));
    }

    @Test
    void unixAddressesAreLeftToTheReceiver() {
        SocketAddressBuffer unix = new SocketAddressBuffer().setPath("/run/x");
        assertEquals(AF_UNIX, unix.family());
        assertVector("handoff-unspecified", unix, unix);
    }

    @Test
    void addressesOfTwoFamiliesAreLeftToTheReceiver() {
        assertVector("handoff-unspecified", address(CLIENT_V4, 1), address(LOCAL_V6, 80));
    }

    @Test
    void aHeaderBeginsWhereTheBufferStands() {
        ByteBuffer into = ByteBuffer.allocateDirect(256).put((byte) 'x');
        HandoffEncoder.encode(
                into,
                AddressBlock.of(address(CLIENT_V4, CLIENT_PORT), address(LOCAL_V4, 80)),
                HandoffVectorsTest.ID.toBytes(),
                1,
                HandoffVectorsTest.ROUTED,
                HandoffEncoder.routeTlvs("/wiki/", HandoffVectorsTest.BELOW_PREFIX, null));
        into.flip().get();
        assertEquals(hex(Vector.read("message/handoff-ipv4").message()), hex(into.slice()));
    }

    @Test
    void aTypicalHandoffCostsTheQueueAsLittleAsAnEmptyOne() {
        // 1 to 192 octets take the same room in the receiver's queue
        ByteBuffer into = encode(
                address(CLIENT_V6, CLIENT_PORT),
                address(LOCAL_V6, 80),
                HandoffEncoder.routeTlvs(
                        "https://documents.department.example:443/archive/", HandoffVectorsTest.BELOW_PREFIX, null));
        assertEquals(144, into.remaining());
    }

    @Test
    void aPrefixTooLongForAHeaderIsRefusedWithItsLength() {
        String prefix = "/" + "x".repeat(HandoffHeader.HEADER_SIZE_MAX) + "/";
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> HandoffEncoder.routeTlvs(prefix, Scope.CLOSE, null));
        assertEquals("a value of 5538 octets does not fit into the message", refused.getMessage());
    }

    @Test
    void moreExceptsThanAMessageCarriesMakeTheScopeFirst() {
        assertEquals(
                Kind.PREFIX,
                Scope.prefix(10, Collections.nCopies(8, "/wiki/a/")).kind());
        assertEquals(
                Kind.FIRST, Scope.prefix(10, Collections.nCopies(9, "/wiki/a/")).kind());
        assertEquals(
                Kind.PREFIX, Scope.prefix(10, List.of("/" + "x".repeat(255))).kind());
        assertEquals(
                Kind.FIRST, Scope.prefix(10, List.of("/" + "x".repeat(256))).kind());
    }

    @Test
    void aScopeOfALaterVersionCountsAsClose() {
        byte[] octets = Vector.read("message/handoff-close").octets();
        octets[octets.length - 3] = 99;
        HandoffHeader header = ((Complete) HandoffDecoder.decode(ByteBuffer.wrap(octets))).header();
        assertEquals(Scope.CLOSE, header.scope());
    }

    @Test
    void aTlsValueTellsItsParts() {
        SslValue ssl =
                SslValue.of(HexFormat.of().parseHex("0300000000" + "220003" + "626f62" + "210007" + "544c5376312e33"));
        assertEquals("bob", ssl.clientCommonName());
        assertEquals("TLSv1.3", ssl.version());
        assertEquals(null, ssl.cipher());
        assertEquals(true, ssl.isClientVerified());
        assertEquals(false, SslValue.of(HexFormat.of().parseHex("0300000001")).isClientVerified());
    }

    private static void assertVector(String name, SocketAddressBuffer client, SocketAddressBuffer local) {
        byte[] route = HandoffEncoder.routeTlvs("/wiki/", HandoffVectorsTest.BELOW_PREFIX, null);
        assertEquals(hex(Vector.read("message/" + name).message()), hex(encode(client, local, route)));
    }

    private static ByteBuffer encode(SocketAddressBuffer client, SocketAddressBuffer local, byte[] routeTlvs) {
        ByteBuffer into = ByteBuffer.allocateDirect(256);
        byte[] id = HandoffVectorsTest.ID.toBytes();
        HandoffEncoder.encode(into, AddressBlock.of(client, local), id, 1, HandoffVectorsTest.ROUTED, routeTlvs);
        return into.flip();
    }

    private static SocketAddressBuffer address(String hex, int port) {
        return new SocketAddressBuffer().setInternet(HexFormat.of().parseHex(hex), port);
    }

    private static String hex(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
