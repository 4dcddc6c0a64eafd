package org.usher.head;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Headers of the PROXY protocol as balancers write them, octet by octet. */
public final class ProxyHeaders {
    public static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** 203.0.113.7 port 51234 to 192.0.2.1 port 443. */
    public static final String IPV4 = "cb007107" + "c0000201" + "c822" + "01bb";

    /** [2001:db8::7] port 51234 to [2001:db8::1] port 443. */
    public static final String IPV6 =
            "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "c822" + "01bb";

    /** The same ends in a header of version 1. */
    public static final String LINE = "PROXY TCP4 203.0.113.7 192.0.2.1 51234 443\r\n";

    public static final int PROXY = 0x21;
    public static final int LOCAL = 0x20;
    public static final int TCP4 = 0x11;

    private ProxyHeaders() {}

    /** A header of version 2: {@code rest} is what follows its length, in hexadecimal digits. */
    public static byte[] binary(int command, int family, String... rest) {
        byte[] parts = HexFormat.of().parseHex(String.join("", rest));
        return ByteBuffer.allocate(16 + parts.length)
                .put(HexFormat.of().parseHex(SIGNATURE))
                .put((byte) command)
                .put((byte) family)
                .putShort((short) parts.length)
                .put(parts)
                .array();
    }

    /** What HAProxy writes in front of a client that spoke TLS 1.3 to it and named a host. */
    public static byte[] tls(String authority) {
        String version = tlv(0x21, "TLSv1.3");
        String ssl = String.format("20%04x", 5 + version.length() / 2) + "01" + "00000000" + version;
        return binary(PROXY, TCP4, IPV4, tlv(0x01, "http/1.1"), tlv(0x02, authority), ssl);
    }

    /** A header as a test sends it, in one string with the head behind it: each octet is a character. */
    public static String text(byte[] header) {
        return new String(header, StandardCharsets.ISO_8859_1);
    }

    public static String tlv(int type, String value) {
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        return String.format("%02x%04x", type, octets.length) + HexFormat.of().formatHex(octets);
    }

    /** The same header with its checksum at the end. */
    public static byte[] checked(byte[] header) {
        ByteBuffer longer = ByteBuffer.allocate(header.length + 7).put(header);
        longer.put((byte) 3).putShort((short) 4).putShort(14, (short) (longer.capacity() - 16));
        CRC32C crc = new CRC32C();
        crc.update(longer.array());
        return longer.putInt((int) crc.getValue()).array();
    }
}
