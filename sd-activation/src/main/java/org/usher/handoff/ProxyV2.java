package org.usher.handoff;

import java.nio.ByteBuffer;

/**
 * The numbers of the PROXY protocol, version 2 (HAProxy's {@code doc/proxy-protocol.txt}, §2.2), and of the TLVs that
 * usher puts into its custom range.
 */
final class ProxyV2 {
    static final int SIGNATURE_SIZE = 12;
    /** Signature, version and command, family, length: what precedes the addresses. */
    static final int PREAMBLE_SIZE = 16;

    static final int LENGTH_AT = 14;

    static final int VERSION = 0x20;
    static final int VERSION_MASK = 0xf0;
    static final int LOCAL = VERSION;
    static final int PROXY = VERSION | 1;

    static final int UNSPEC = 0x00;
    static final int TCP_IPV4 = 0x11;
    static final int TCP_IPV6 = 0x21;
    static final int UNIX_STREAM = 0x31;

    static final int IPV4_SIZE = 4;
    static final int IPV6_SIZE = 16;
    /** Two paths of 108 octets, as in {@code sockaddr_un}. */
    static final int UNIX_ADDRESSES_SIZE = 216;

    static final int ALPN = 0x01;
    static final int AUTHORITY = 0x02;
    static final int CRC32C = 0x03;
    static final int UNIQUE_ID = 0x05;
    static final int SSL = 0x20;
    static final int PREFIX = 0xE0;
    static final int HOPS = 0xE2;
    static final int SCOPE = 0xE3;
    static final int EXCEPT = 0xE4;
    static final int ROUTED = 0xE5;
    static final int TARGET = 0xE6;

    /** The type and the length of a TLV. */
    static final int TLV_HEADER_SIZE = 3;

    static final int CRC32C_SIZE = 4;
    static final int UNIQUE_ID_SIZE = 16;
    static final int HOPS_SIZE = 1;
    static final int SCOPE_SIZE = 3;
    static final int ROUTED_SIZE = 8;

    static final int SSL_CLIENT_TLS = 0x01;
    static final int SSL_CLIENT_CERTIFICATE = 0x02;
    static final int SSL_FIXED_SIZE = 5;
    static final int SSL_VERSION = 0x21;
    static final int SSL_COMMON_NAME = 0x22;
    static final int SSL_CIPHER = 0x23;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    private ProxyV2() {}

    static byte signature(int index) {
        return SIGNATURE[index];
    }

    static void putSignature(ByteBuffer into) {
        into.put(SIGNATURE);
    }
}
