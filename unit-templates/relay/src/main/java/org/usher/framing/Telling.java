package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffHeader;

/** How an app behind a relay is told of its client. */
public enum Telling {
    /** By X-Forwarded-For, -Proto and -Host. */
    X_FORWARDED,
    /** By Forwarded (RFC 7239). */
    FORWARDED,
    /** By a PROXY header, version 1, before the first request of a connection. */
    PROXY_V1,
    /** By a PROXY header, version 2. */
    PROXY_V2,
    /** Not at all. */
    NONE;

    private static final byte[] V2_SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int V2_PROXY = 0x21;
    private static final int TCP_IPV4 = 0x11;
    private static final int TCP_IPV6 = 0x21;

    /** Returns the one with this word, such as {@code x-forwarded}; null if there is none. */
    public static @Nullable Telling of(String word) {
        for (Telling telling : values()) {
            if (telling.name().replace('_', '-').equalsIgnoreCase(word)) {
                return telling;
            }
        }
        return null;
    }

    /** Returns the field lines, CR LF included, that tell of the client of a request for {@code host}; empty for none. */
    public byte[] fields(HandoffHeader header, @Nullable String host) {
        String scheme = header.tls() != null && header.tls().isSecure() ? "https" : "http";
        Endpoints ends = header.endpoints();
        IpAddress client = ends == null ? null : address(ends.client());
        StringBuilder lines = new StringBuilder();
        if (this == X_FORWARDED) {
            lines.append(client == null ? "" : "X-Forwarded-For: " + client + "\r\n");
            lines.append("X-Forwarded-Proto: ").append(scheme).append("\r\n");
            lines.append(host == null ? "" : "X-Forwarded-Host: " + host + "\r\n");
        } else if (this == FORWARDED) {
            lines.append("Forwarded: for=").append(client == null ? "unknown" : '"' + client.inUrl() + '"');
            lines.append(host == null ? "" : ";host=\"" + host + '"');
            lines.append(";proto=").append(scheme).append("\r\n");
        }
        return lines.toString().getBytes(ISO_8859_1);
    }

    /** Returns what is sent before all requests of a connection; empty for nothing. */
    public byte[] preamble(HandoffHeader header) {
        Endpoints ends = header.endpoints();
        return switch (this) {
            case PROXY_V1 -> version1(ends).getBytes(US_ASCII);
            case PROXY_V2 -> version2(ends);
            case X_FORWARDED, FORWARDED, NONE -> new byte[0];
        };
    }

    private static String version1(@Nullable Endpoints ends) {
        if (ends == null) {
            return "PROXY UNKNOWN\r\n";
        }
        String family = octets(ends.client()).length == 4 ? "TCP4 " : "TCP6 ";
        return "PROXY " + family + address(ends.client()) + ' ' + address(ends.local()) + ' '
                + ends.client().getPort() + ' ' + ends.local().getPort() + "\r\n";
    }

    private static byte[] version2(@Nullable Endpoints ends) {
        byte[] from = ends == null ? new byte[0] : octets(ends.client());
        byte[] to = ends == null ? new byte[0] : octets(ends.local());
        int length = ends == null ? 0 : from.length + to.length + 2 * Short.BYTES;
        ByteBuffer header = ByteBuffer.allocate(16 + length);
        header.put(V2_SIGNATURE).put((byte) V2_PROXY);
        header.put((byte) (ends == null ? 0 : from.length == 4 ? TCP_IPV4 : TCP_IPV6));
        header.putShort((short) length).put(from).put(to);
        if (ends != null) {
            header.putShort((short) ends.client().getPort())
                    .putShort((short) ends.local().getPort());
        }
        return header.array();
    }

    private static IpAddress address(InetSocketAddress end) {
        return IpAddress.of(octets(end));
    }

    private static byte[] octets(InetSocketAddress end) {
        return end.getAddress().getAddress();
    }
}
