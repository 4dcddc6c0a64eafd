package org.usher.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Handoff messages, spelled octet by octet in hexadecimal, and their way to an app without a dispatcher. */
final class Messages {
    /** PROXY protocol version 2: signature, PROXY, TCP over IPv4, 12 octets: 192.0.2.7 port 1025 to 192.0.2.1 port 80. */
    static final String HEADER = "0d0a0d0a000d0a515549540a" + "21" + "11" + "000c" + "c0000207c0000201" + "04010050";

    /** The same over IPv6: 2001:db8::7 port 1025 to 2001:db8::1 port 80. */
    static final String HEADER_IPV6 = HEADER.substring(0, 26) + "21" + "0024" + "20010db8000000000000000000000007"
            + "20010db8000000000000000000000001" + "04010050";

    private Messages() {}

    /** Returns {@link #HEADER} with these types, lengths and values behind its addresses. */
    static String headerWith(String tlvs) {
        String length = HexFormat.of().toHexDigits((short) (12 + tlvs.length() / 2));
        return HEADER.substring(0, 28) + length + HEADER.substring(32) + tlvs;
    }

    /**
     * Returns what the client of each of {@code count} connections in one message to {@code app} receives up to its end,
     * "reset" for a reset; each has sent {@code request} before.
     */
    static List<String> handOff(Container container, String app, String message, int count, String request)
            throws IOException {
        container.install("hand-off.py", "/tmp/hand-off.py");
        container.write("/tmp/message", message); // the longest is too long for an argument
        String socket = "/run/usher/apps/" + app + ".sock";
        return container
                .run("python3", "/tmp/hand-off.py", socket, "/tmp/message", Integer.toString(count), hex(request))
                .succeeded()
                .lines()
                .map(line -> new String(HexFormat.of().parseHex(line), StandardCharsets.ISO_8859_1))
                .toList();
    }

    static String hex(String octets) {
        return HexFormat.of().formatHex(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
