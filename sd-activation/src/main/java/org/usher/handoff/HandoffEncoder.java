package org.usher.handoff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The writer of message headers. All methods write from the position of a buffer on, which must be big endian, as every
 * new one is; whatever is put behind a header are unread octets.
 */
public final class HandoffEncoder {
    private static final byte[] NOTHING = {};

    /** Octets of a char in UTF-8 at the most. */
    private static final int UTF8_MAX = 3;

    private HandoffEncoder() {}

    /**
     * Writes the header of a handoff and makes no garbage.
     *
     * @param ends where the connection comes from and leads to
     * @param uniqueId the {@value ConnectionId#SIZE} octets of the connection's id
     * @param hops handoffs of the present request, this one included; 0 to 255
     * @param routedNanos see {@link HandoffHeader#routedNanos}
     * @param tlvs what {@link #routeTlvs} returned for the route, and {@link #tlsTlvs} for the connection
     */
    public static void encode(
            ByteBuffer into, AddressBlock ends, byte[] uniqueId, int hops, long routedNanos, byte[]... tlvs) {
        int start = into.position();
        putPreamble(into, family(ends.addressSize()));
        ends.put(into);
        putTlv(into, ProxyV2.UNIQUE_ID, uniqueId);
        putHops(into, hops);
        putRouted(into, routedNanos);
        for (byte[] some : tlvs) {
            into.put(some);
        }
        putLength(into, start);
    }

    /**
     * Returns the part of a header that is the same for every handoff of a route.
     *
     * @param target see {@link HandoffHeader#target}
     * @throws IllegalArgumentException if all that is longer than a header may be
     */
    public static byte[] routeTlvs(String prefix, Scope scope, @Nullable String target) {
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        putRoute(into, prefix, scope);
        putTarget(into, target);
        return written(into);
    }

    /**
     * Returns the part of a header that says what is known of TLS; it is the same octets for equal values.
     */
    public static byte[] tlsTlvs(@Nullable EndedTls tls) {
        if (tls == null) {
            return NOTHING;
        }
        int ssl = tls.ssl() == null ? 0 : tls.ssl().toBytes().length;
        int octets = ssl + UTF8_MAX * (length(tls.alpn()) + length(tls.authority()));
        ByteBuffer into = ByteBuffer.allocate(3 * ProxyV2.TLV_HEADER_SIZE + octets);
        putTls(into, tls);
        return written(into);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static byte[] written(ByteBuffer into) {
        byte[] tlvs = new byte[into.position()];
        into.flip().get(tlvs);
        return tlvs;
    }

    /**
     * Writes any header.
     *
     * @throws IllegalArgumentException if it is longer than {@link HandoffHeader#HEADER_SIZE_MAX}
     */
    public static void encode(ByteBuffer into, HandoffHeader header) {
        int start = into.position();
        putEndpoints(into, header.endpoints());
        ConnectionId id = header.id();
        if (id != null) {
            putTlv(into, ProxyV2.UNIQUE_ID, id.toBytes());
        }
        putHops(into, header.hops());
        if (header.routedNanos() != null) {
            putRouted(into, header.routedNanos());
        }
        putRoute(into, header.prefix(), header.scope());
        putTarget(into, header.target());
        putTls(into, header.tls());
        int size = into.position() - start;
        if (size > HandoffHeader.HEADER_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "a header has at most " + HandoffHeader.HEADER_SIZE_MAX + " octets, not " + size);
        }
        putLength(into, start);
    }

    private static void putPreamble(ByteBuffer into, int family) {
        ProxyV2.putSignature(into);
        into.put((byte) ProxyV2.PROXY).put((byte) family).putShort((short) 0);
    }

    private static int family(int addressSize) {
        return switch (addressSize) {
            case ProxyV2.IPV4_SIZE -> ProxyV2.TCP_IPV4;
            case ProxyV2.IPV6_SIZE -> ProxyV2.TCP_IPV6;
            default -> ProxyV2.UNSPEC;
        };
    }

    private static void putLength(ByteBuffer into, int start) {
        into.putShort(start + ProxyV2.LENGTH_AT, (short) (into.position() - start - ProxyV2.PREAMBLE_SIZE));
    }

    private static void putEndpoints(ByteBuffer into, @Nullable Endpoints endpoints) {
        if (endpoints == null) {
            putPreamble(into, ProxyV2.UNSPEC);
            return;
        }
        byte[] client = endpoints.client().getAddress().getAddress();
        putPreamble(into, family(client.length));
        into.put(client).put(endpoints.local().getAddress().getAddress());
        into.putShort((short) endpoints.client().getPort())
                .putShort((short) endpoints.local().getPort());
    }

    private static void putHops(ByteBuffer into, int hops) {
        into.put((byte) ProxyV2.HOPS).putShort((short) ProxyV2.HOPS_SIZE).put((byte) hops);
    }

    private static void putRouted(ByteBuffer into, long nanos) {
        into.put((byte) ProxyV2.ROUTED).putShort((short) ProxyV2.ROUTED_SIZE).putLong(nanos);
    }

    private static void putRoute(ByteBuffer into, @Nullable String prefix, @Nullable Scope scope) {
        if (prefix != null) {
            putText(into, ProxyV2.PREFIX, prefix);
        }
        if (scope == null) {
            return;
        }
        into.put((byte) ProxyV2.SCOPE).putShort((short) ProxyV2.SCOPE_SIZE);
        into.put((byte) scope.kind().code()).putShort((short) scope.leaseSeconds());
        for (String except : scope.excepts()) {
            putText(into, ProxyV2.EXCEPT, except);
        }
    }

    private static void putTarget(ByteBuffer into, @Nullable String target) {
        if (target != null) {
            putText(into, ProxyV2.TARGET, target);
        }
    }

    private static void putTls(ByteBuffer into, @Nullable EndedTls tls) {
        if (tls == null) {
            return;
        }
        if (tls.alpn() != null) {
            putText(into, ProxyV2.ALPN, tls.alpn());
        }
        if (tls.authority() != null) {
            putText(into, ProxyV2.AUTHORITY, tls.authority());
        }
        if (tls.ssl() != null) {
            putTlv(into, ProxyV2.SSL, tls.ssl().toBytes());
        }
    }

    private static void putText(ByteBuffer into, int type, String text) {
        putTlv(into, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void putTlv(ByteBuffer into, int type, byte[] value) {
        if (value.length > into.remaining() - ProxyV2.TLV_HEADER_SIZE) {
            throw new IllegalArgumentException("a value of " + value.length + " octets does not fit into the message");
        }
        into.put((byte) type).putShort((short) value.length).put(value);
    }
}
