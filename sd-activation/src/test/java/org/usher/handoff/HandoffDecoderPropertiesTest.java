package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.usher.handoff.DecodedMessage.Complete;
import org.usher.handoff.DecodedMessage.Malformed;

class HandoffDecoderPropertiesTest {
    private static final List<Vector> VECTORS = Stream.of("message", "malformed")
            .flatMap(kind -> Vector.names(kind).stream())
            .map(Vector::read)
            .toList();

    @Property
    void anyOctetsAreAnswered(@ForAll @Size(max = 300) byte[] octets) {
        answersWithinBounds(octets);
    }

    @Property
    void aVectorWithSomeOctetsChangedIsAnswered(
            @ForAll("vectors") Vector vector,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 999) Integer> places,
            @ForAll byte value) {
        byte[] octets = vector.octets();
        for (int place : places) {
            octets[place % octets.length] = value;
        }
        answersWithinBounds(octets);
    }

    @Property
    void aHeaderIsReadAsItWasWritten(@ForAll("headers") HandoffHeader header, @ForAll @Size(max = 40) byte[] unread) {
        ByteBuffer message = ByteBuffer.allocate(HandoffHeader.MESSAGE_SIZE_MAX);
        HandoffEncoder.encode(message, header);
        message.put(unread).flip();
        assertEquals(new Complete(header), HandoffDecoder.decode(message));
        assertEquals(ByteBuffer.wrap(unread), message);
    }

    private static void answersWithinBounds(byte[] octets) {
        ByteBuffer message = ByteBuffer.wrap(octets);
        DecodedMessage decoded = HandoffDecoder.decode(message);
        assertEquals(octets.length, message.limit());
        if (decoded instanceof Malformed) {
            assertEquals(0, message.position());
        } else {
            assertInstanceOf(Complete.class, decoded);
        }
    }

    @Provide
    Arbitrary<Vector> vectors() {
        return Arbitraries.of(VECTORS);
    }

    @Provide
    Arbitrary<HandoffHeader> headers() {
        return Combinators.combine(
                        endpoints().injectNull(0.2),
                        octets(16).map(ConnectionId::of).injectNull(0.2),
                        text().injectNull(0.2),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.longs().injectNull(0.2),
                        scopes().injectNull(0.2),
                        tls().injectNull(0.5))
                .as(HandoffHeader::new);
    }

    private static Arbitrary<Endpoints> endpoints() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65535);
        return Arbitraries.of(4, 16).flatMap(size -> Combinators.combine(octets(size), octets(size), ports, ports)
                .as((client, local, clientPort, localPort) ->
                        new Endpoints(socket(client, clientPort), socket(local, localPort))));
    }

    private static Arbitrary<Scope> scopes() {
        Arbitrary<Integer> leases = Arbitraries.integers().between(0, 65535);
        return Combinators.combine(
                        Arbitraries.of(Scope.Kind.class), leases, text().list().ofMaxSize(8))
                .as((kind, lease, excepts) -> new Scope(kind, lease, kind == Scope.Kind.PREFIX ? excepts : List.of()));
    }

    private static Arbitrary<EndedTls> tls() {
        Arbitrary<SslValue> ssl = octets(9).map(SslValue::of);
        return Combinators.combine(text(), text(), ssl).as(EndedTls::new);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(20).filter(text -> text.codePoints()
                .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static Arbitrary<byte[]> octets(int size) {
        return Arbitraries.bytes().array(byte[].class).ofSize(size);
    }

    private static InetSocketAddress socket(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
