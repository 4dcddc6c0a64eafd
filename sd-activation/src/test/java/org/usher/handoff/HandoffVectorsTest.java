package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.handoff.DecodedMessage.Complete;
import org.usher.handoff.DecodedMessage.Malformed;
import org.usher.handoff.Scope.Kind;

/** Holds the code and the vectors that PROTOCOL.md shows to each other. */
class HandoffVectorsTest {
    static final ConnectionId ID = ConnectionId.of(HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f"));
    /** A thousand seconds after the clock began. */
    static final long ROUTED = 1_000_000_000_000L;

    static final Endpoints IPV4 = endpoints("203.0.113.7", "192.0.2.1");
    static final Endpoints IPV6 = endpoints("2001:db8::7", "2001:db8::1");
    static final Scope BELOW_PREFIX = Scope.of(Kind.PREFIX, 10);
    static final EndedTls TLS = new EndedTls(
            "http/1.1",
            "wiki.example",
            SslValue.of(HexFormat.of().parseHex("0100000000" + "210007" + "544c5376312e33")));

    static Stream<Arguments> messages() {
        return Stream.of(
                row("handoff-ipv4", header(IPV4, 1, "/wiki/", BELOW_PREFIX), ""),
                row("handoff-ipv6", header(IPV6, 1, "//wiki.example/", Scope.of(Kind.CONNECTION, 10)), ""),
                row("handoff-first", header(IPV4, 1, "http://wiki.example:80/", Scope.of(Kind.FIRST, 10)), ""),
                row("handoff-close", header(IPV4, 1, "/wiki/", Scope.CLOSE), ""),
                row(
                        "handoff-except",
                        header(IPV4, 1, "/wiki/", Scope.prefix(10, List.of("/wiki/admin/", "/wiki/files/"))),
                        ""),
                row("handoff-unread", header(IPV4, 2, "/wiki/", BELOW_PREFIX), "GET /wiki/a HTTP/1.1\r\nHost: wi"),
                row(
                        "handoff-tls",
                        new HandoffHeader(
                                IPV4, ID, "https://wiki.example:443/", 1, ROUTED, Scope.of(Kind.CONNECTION, 10), TLS),
                        ""),
                row(
                        "handoff-target",
                        new HandoffHeader(
                                IPV4,
                                ID,
                                "/wiki/",
                                1,
                                ROUTED,
                                BELOW_PREFIX,
                                null,
                                "/run/wiki.sock\n90000\n300000\nx-forwarded"),
                        ""),
                row("handoff-unspecified", header(null, 1, "/wiki/", BELOW_PREFIX), ""),
                row("handoff-timeless", new HandoffHeader(IPV4, ID, "/wiki/", 1, null, BELOW_PREFIX, null), ""),
                row("handoff-unknown-tlv", header(IPV4, 1, "/wiki/", BELOW_PREFIX), ""),
                row("hand-back", header(IPV4, 0, "/wiki/", null), "GET /mail/ HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("hand-back-tls", new HandoffHeader(IPV4, ID, "https://wiki.example:443/", 0, null, null, TLS), ""),
                row("local", new HandoffHeader(null, null, null, 0, null, null, null), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aVectorDecodesToItsHeaderAndUnreadOctets(Vector vector, HandoffHeader header, String unread) {
        ByteBuffer message = vector.message();
        assertEquals(new Complete(header), HandoffDecoder.decode(message));
        assertEquals(unread, StandardCharsets.ISO_8859_1.decode(message).toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aHeaderEncodesToTheOctetsOfItsVector(Vector vector, HandoffHeader header, String unread) {
        if (vector.name().endsWith("unknown-tlv") || vector.name().endsWith("local")) {
            return; // we do not write these
        }
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.MESSAGE_SIZE_MAX);
        HandoffEncoder.encode(into, header);
        into.put(unread.getBytes(StandardCharsets.ISO_8859_1));
        assertArrayEquals(vector.octets(), Arrays.copyOf(into.array(), into.position()));
    }

    @Test
    void everyVectorIsInATable() {
        assertEquals(
                Vector.names("message"),
                messages().map(row -> row.get()[0].toString()).sorted().toList());
    }

    static List<String> malformed() {
        return Vector.names("malformed");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedMessageIsRecognisedAndLeftUntouched(String name) {
        ByteBuffer message = Vector.read(name).message();
        assertInstanceOf(Malformed.class, HandoffDecoder.decode(message));
        assertEquals(0, message.position());
    }

    @Test
    void eachMalformedVectorIsRecognisedForAReasonOfItsOwn() {
        TreeSet<String> problems = new TreeSet<>();
        for (String name : malformed()) {
            problems.add(((Malformed) HandoffDecoder.decode(Vector.read(name).message())).problem());
        }
        // UNIQUE_ID and SCOPE have two vectors each that share a sentence
        assertEquals(malformed().size() - 2, problems.size(), problems.toString());
    }

    @Test
    void aMalformedVectorDiffersFromAGoodOneInOnePlace() {
        ByteBuffer good = Vector.read("message/handoff-ipv4").message();
        for (int cut = 0; cut < good.capacity(); cut++) {
            DecodedMessage decoded = HandoffDecoder.decode(good.slice(0, cut));
            assertInstanceOf(Malformed.class, decoded, "cut after " + cut + " octets");
        }
        assertTrue(HandoffDecoder.decode(good) instanceof Complete);
    }

    private static Arguments row(String name, HandoffHeader header, String unread) {
        return arguments(Vector.read("message/" + name), header, unread);
    }

    private static HandoffHeader header(@Nullable Endpoints endpoints, int hops, String prefix, @Nullable Scope scope) {
        return new HandoffHeader(endpoints, ID, prefix, hops, scope == null ? null : ROUTED, scope, null);
    }

    private static Endpoints endpoints(String client, String local) {
        return new Endpoints(new InetSocketAddress(client, 51234), new InetSocketAddress(local, 80));
    }
}
