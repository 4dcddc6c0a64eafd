package org.usher.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as its octets; an IPv4-mapped IPv6 address counts as the IPv4 address.
 *
 * <p>Only the spellings of RFC 3986 §3.2.2 are accepted: four decimal numbers without leading zeros, or an IPv6 address
 * without zone. Nothing is ever looked up.
 */
public final class IpAddress {
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    /** What an IPv4-mapped IPv6 address begins with (RFC 4291 §2.5.5.2). */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = NUMBER + "(\\." + NUMBER + "){3}";

    /** What the JDK reads as an address, or as nothing: it asks no resolver (InetAddress.getByName). */
    private static final Pattern LITERAL = Pattern.compile(IPV4 + "|\\[[0-9A-Fa-f:]*:([0-9A-Fa-f]*|" + IPV4 + ")]");

    private final byte[] octets;

    private IpAddress(byte[] octets) {
        this.octets = octets;
    }

    /**
     * The address with these octets, in network order.
     *
     * @throws IllegalArgumentException if they are neither 4 nor 16
     */
    public static IpAddress of(byte[] octets) {
        if (octets.length != IPV4_OCTETS && octets.length != IPV6_OCTETS) {
            throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length);
        }
        return new IpAddress(
                isMapped(octets) ? Arrays.copyOfRange(octets, IPV6_OCTETS - IPV4_OCTETS, IPV6_OCTETS) : octets.clone());
    }

    /** The address that the text spells, IPv6 without brackets; null if it spells none. */
    public static @Nullable IpAddress parse(String text) {
        String literal = text.indexOf(':') < 0 ? text : "[" + text + "]";
        if (!LITERAL.matcher(literal).matches()) {
            return null;
        }
        try {
            return of(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException ignored) { // it is no address
            return null;
        }
    }

    private static boolean isMapped(byte[] octets) {
        return octets.length == IPV6_OCTETS && Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    /** Whether this is a loopback address: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return octets.length == IPV4_OCTETS ? octets[0] == 127 : toString().equals("::1");
    }

    /** Its octets in network order: 4 or 16. */
    public byte[] octets() {
        return octets.clone();
    }

    /** How many bits it has: 32 or 128. */
    int bits() {
        return Byte.SIZE * octets.length;
    }

    /** The first address that begins with the same {@code bits} bits. */
    IpAddress network(int bits) {
        byte[] first = octets.clone();
        for (int i = bits; i < bits(); i++) {
            first[i / Byte.SIZE] &= (byte) ~(0x80 >> i % Byte.SIZE);
        }
        return new IpAddress(first);
    }

    /** The text in a URL or a Host field: IPv6 in brackets. */
    public String inUrl() {
        return octets.length == IPV4_OCTETS ? toString() : "[" + this + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address && Arrays.equals(octets, address.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** The canonical text (RFC 5952): lower case, the longest run of two or more zero groups left out. */
    @Override
    public String toString() {
        String text;
        try {
            text = InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException impossible) { // they are 4 or 16
            throw new AssertionError(impossible);
        }
        for (int zeros = octets.length == IPV4_OCTETS ? 0 : 8; zeros > 1 && !text.contains("::"); zeros--) {
            text = text.replaceFirst("(^|:)0(:0){" + (zeros - 1) + "}(:|$)", "::");
        }
        return text;
    }
}
