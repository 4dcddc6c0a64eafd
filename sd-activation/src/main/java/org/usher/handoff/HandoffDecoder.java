package org.usher.handoff;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The reader of message headers: a pure function of octets that never throws, whatever they are.
 *
 * <p>Strict wherever a lenient reader could see another message than the sender wrote: signature, version, command,
 * family, every length, a TLV of ours that comes twice. TLVs that it does not know are skipped.
 */
public final class HandoffDecoder {
    private final ByteBuffer tlvs;
    private final boolean isOurs;
    private @Nullable ConnectionId id;
    private @Nullable String prefix;
    private int hops = -1;
    private @Nullable Long routedNanos;
    private Scope.@Nullable Kind kind;
    private int leaseSeconds;
    private final List<String> excepts = new ArrayList<>();
    private @Nullable String alpn;
    private @Nullable String authority;
    private @Nullable SslValue ssl;
    private @Nullable String target;

    private HandoffDecoder(ByteBuffer tlvs, boolean isOurs) {
        this.tlvs = tlvs;
        this.isOurs = isOurs;
    }

    /**
     * Reads the header that begins at the position of {@code message} and sets the position behind it, to the first
     * unread octet; the limit is the end of the message. Where the answer is Malformed the position stays.
     */
    public static DecodedMessage decode(ByteBuffer message) {
        return decode(message, true);
    }

    /**
     * Reads a header as others write it, HAProxy for one: of its TLVs only ALPN, AUTHORITY and SSL mean anything, and CRC32C,
     * which is checked. Otherwise as {@link #decode(ByteBuffer)}.
     */
    public static DecodedMessage decodeForeign(byte[] header) {
        return decode(ByteBuffer.wrap(header), false);
    }

    private static DecodedMessage decode(ByteBuffer message, boolean isOurs) {
        try {
            return new DecodedMessage.Complete(header(message, isOurs));
        } catch (MalformedMessage malformed) {
            return new DecodedMessage.Malformed(malformed.problem);
        }
    }

    private static HandoffHeader header(ByteBuffer message, boolean isOurs) throws MalformedMessage {
        ByteBuffer octets = message.slice(); // big endian, whatever the message says
        check(octets.remaining() >= ProxyV2.PREAMBLE_SIZE, "shorter than a PROXY v2 preamble");
        for (int i = 0; i < ProxyV2.SIGNATURE_SIZE; i++) {
            check(octets.get() == ProxyV2.signature(i), "no PROXY v2 signature");
        }
        int command = octets.get() & 0xff;
        int family = octets.get() & 0xff;
        int length = octets.getShort() & 0xffff;
        check((command & ProxyV2.VERSION_MASK) == ProxyV2.VERSION, "a PROXY version other than 2");
        check(length <= octets.remaining(), "a header length beyond the end of the message");
        int end = octets.position() + length;
        check(octets.limit() - end <= HandoffHeader.UNREAD_SIZE_MAX, "more than 60,000 unread octets");
        octets.limit(end);
        HandoffHeader header =
                switch (command) {
                    // "must discard the protocol block including the family" (proxy-protocol.txt §2.2)
                    case ProxyV2.LOCAL -> new HandoffHeader(null, null, null, 0, null, null, null);
                    case ProxyV2.PROXY -> new HandoffDecoder(octets, isOurs).withEndpoints(endpoints(octets, family));
                    default -> throw new MalformedMessage("an unknown PROXY command");
                };
        message.position(message.position() + end);
        return header;
    }

    private static @Nullable Endpoints endpoints(ByteBuffer octets, int family) throws MalformedMessage {
        return switch (family) {
            case ProxyV2.TCP_IPV4 -> internet(octets, ProxyV2.IPV4_SIZE);
            case ProxyV2.TCP_IPV6 -> internet(octets, ProxyV2.IPV6_SIZE);
            case ProxyV2.UNSPEC -> null;
            case ProxyV2.UNIX_STREAM -> {
                take(octets, ProxyV2.UNIX_ADDRESSES_SIZE); // a path says nothing about a client
                yield null;
            }
            default -> throw new MalformedMessage("an address family or protocol that is not a stream's");
        };
    }

    private static Endpoints internet(ByteBuffer octets, int addressSize) throws MalformedMessage {
        byte[] client = take(octets, addressSize);
        byte[] local = take(octets, addressSize);
        check(octets.remaining() >= 2 * Short.BYTES, "addresses cut short");
        InetAddress from = address(client);
        InetAddress to = address(local);
        check(from.getClass() == to.getClass(), "one IPv4-mapped address beside an IPv6 one");
        return new Endpoints(
                new InetSocketAddress(from, octets.getShort() & 0xffff),
                new InetSocketAddress(to, octets.getShort() & 0xffff));
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has 4 or 16 octets", impossible);
        }
    }

    private HandoffHeader withEndpoints(@Nullable Endpoints endpoints) throws MalformedMessage {
        while (tlvs.hasRemaining()) {
            check(tlvs.remaining() >= ProxyV2.TLV_HEADER_SIZE, "a TLV cut short");
            int type = tlvs.get() & 0xff;
            int length = tlvs.getShort() & 0xffff;
            check(length <= tlvs.remaining(), "a TLV beyond the end of the header");
            if (isOurs) {
                read(type, take(tlvs, length));
            } else if (type == ProxyV2.CRC32C) {
                check(length == ProxyV2.CRC32C_SIZE && isIntact(), "octets that do not have its CRC32C");
                tlvs.position(tlvs.position() + length);
            } else {
                readTls(type, take(tlvs, length));
            }
        }
        return new HandoffHeader(endpoints, id, prefix, Math.max(hops, 0), routedNanos, scope(), tls(), target);
    }

    /** Returns whether the header has the checksum at the position, that itself counting as zeros (proxy-protocol.txt §2.2.3). */
    private boolean isIntact() {
        ByteBuffer header = ByteBuffer.allocate(tlvs.limit()).put(tlvs.slice(0, tlvs.limit()));
        header.putInt(tlvs.position(), 0).rewind();
        CRC32C crc = new CRC32C();
        crc.update(header);
        return (int) crc.getValue() == tlvs.getInt(tlvs.position());
    }

    private void read(int type, byte[] value) throws MalformedMessage {
        switch (type) {
            case ProxyV2.UNIQUE_ID -> {
                check(id == null && value.length == ProxyV2.UNIQUE_ID_SIZE, "UNIQUE_ID twice or not of 16 octets");
                id = ConnectionId.of(value);
            }
            case ProxyV2.PREFIX -> {
                check(prefix == null, "PREFIX twice");
                prefix = text(value);
            }
            case ProxyV2.HOPS -> {
                check(hops < 0 && value.length == ProxyV2.HOPS_SIZE, "HOPS twice or not of 1 octet");
                hops = value[0] & 0xff;
            }
            case ProxyV2.ROUTED -> {
                check(routedNanos == null && value.length == ProxyV2.ROUTED_SIZE, "ROUTED twice or not of 8 octets");
                routedNanos = ByteBuffer.wrap(value).getLong();
            }
            case ProxyV2.SCOPE -> {
                check(kind == null && value.length == ProxyV2.SCOPE_SIZE, "SCOPE twice or not of 3 octets");
                kind = Scope.Kind.of(value[0] & 0xff);
                leaseSeconds = (value[1] & 0xff) << 8 | (value[2] & 0xff);
            }
            case ProxyV2.EXCEPT -> excepts.add(text(value));
            case ProxyV2.TARGET -> {
                check(target == null, "TARGET twice");
                target = text(value);
            }
            default -> readTls(type, value);
        }
    }

    private void readTls(int type, byte[] value) throws MalformedMessage {
        switch (type) {
            case ProxyV2.ALPN -> {
                check(alpn == null, "ALPN twice");
                alpn = text(value);
            }
            case ProxyV2.AUTHORITY -> {
                check(authority == null, "AUTHORITY twice");
                authority = text(value);
            }
            case ProxyV2.SSL -> {
                check(ssl == null && value.length >= ProxyV2.SSL_FIXED_SIZE, "SSL twice or shorter than 5 octets");
                ssl = SslValue.of(value);
            }
            default -> {} // "receivers must ignore unknown types" (PROTOCOL.md rule 4)
        }
    }

    private @Nullable Scope scope() {
        if (kind == null) {
            return null;
        }
        return new Scope(kind, leaseSeconds, kind == Scope.Kind.PREFIX ? excepts : List.of());
    }

    private @Nullable EndedTls tls() {
        return alpn == null && authority == null && ssl == null ? null : new EndedTls(alpn, authority, ssl);
    }

    private static String text(byte[] value) throws MalformedMessage {
        String text = new String(value, StandardCharsets.UTF_8); // what is not UTF-8 becomes U+FFFD
        check(Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value), "text that is not UTF-8");
        return text;
    }

    private static byte[] take(ByteBuffer octets, int count) throws MalformedMessage {
        check(octets.remaining() >= count, "addresses cut short");
        byte[] taken = new byte[count];
        octets.get(taken);
        return taken;
    }

    private static void check(boolean holds, String problem) throws MalformedMessage {
        if (!holds) {
            throw new MalformedMessage(problem);
        }
    }

    /** The way out of the reader, which {@link #decode} turns into a value. */
    private static final class MalformedMessage extends Exception {
        private static final long serialVersionUID = 1;
        private final String problem;

        MalformedMessage(String problem) {
            super(problem, null, false, false);
            this.problem = problem;
        }
    }
}
