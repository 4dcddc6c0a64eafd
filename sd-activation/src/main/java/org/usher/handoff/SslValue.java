package org.usher.handoff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The value of the SSL TLV as it came: flags, result of the verification, and parts in text
 * ({@code proxy-protocol.txt} §2.2.6).
 */
public final class SslValue {
    private final byte[] octets;

    private SslValue(byte[] octets) {
        this.octets = octets;
    }

    /** Returns the value that {@code octets} are; throws unless there are 5 at least. */
    public static SslValue of(byte[] octets) {
        if (octets.length < ProxyV2.SSL_FIXED_SIZE) {
            throw new IllegalArgumentException("an SSL value has at least 5 octets, not " + octets.length);
        }
        return new SslValue(octets.clone());
    }

    /** Returns a copy of the octets. */
    public byte[] toBytes() {
        return octets.clone();
    }

    /** Returns whether the client's side of the connection was TLS. */
    public boolean isTls() {
        return (octets[0] & ProxyV2.SSL_CLIENT_TLS) != 0;
    }

    /** Returns whether the client showed a certificate on this connection and it was verified. */
    public boolean isClientVerified() {
        return (octets[0] & ProxyV2.SSL_CLIENT_CERTIFICATE) != 0
                && ByteBuffer.wrap(octets).getInt(1) == 0;
    }

    /** Returns the version, such as {@code TLSv1.3}, null if it was not sent. */
    public @Nullable String version() {
        return part(ProxyV2.SSL_VERSION);
    }

    /** Returns the cipher suite, null if it was not sent. */
    public @Nullable String cipher() {
        return part(ProxyV2.SSL_CIPHER);
    }

    /** Returns the common name of the client's certificate, null if it was not sent; see {@link #isClientVerified}. */
    public @Nullable String clientCommonName() {
        return part(ProxyV2.SSL_COMMON_NAME);
    }

    /** Returns the text of the first part of {@code type}, null if there is none before the first malformed one. */
    private @Nullable String part(int type) {
        ByteBuffer parts = ByteBuffer.wrap(octets).position(ProxyV2.SSL_FIXED_SIZE);
        while (parts.remaining() >= ProxyV2.TLV_HEADER_SIZE) {
            int found = parts.get() & 0xff;
            int length = parts.getShort() & 0xffff;
            if (length > parts.remaining()) {
                return null;
            }
            if (found == type) {
                return new String(octets, parts.position(), length, StandardCharsets.UTF_8);
            }
            parts.position(parts.position() + length);
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SslValue value && Arrays.equals(octets, value.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Returns the octets in hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
