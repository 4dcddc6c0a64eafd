package org.usher.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as its octets; an IPv4-mapped IPv6 address counts as the IPv4 address.
 *
 * <p>Only the spellings of RFC 3986 §3.2.2 are accepted: four decimal numbers without leading zeros, or an IPv6 address
 * without zone. Nothing is ever looked up.
 */
public final class IpAddress {
    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = NUMBER + "(\\." + NUMBER + "){3}";

    /** What the JDK reads as an address, or as nothing: it asks no resolver (InetAddress.getByName). */
    private static final Pattern LITERAL = Pattern.compile(IPV4 + "|\\[[0-9A-Fa-f:]*:([0-9A-Fa-f]*|" + IPV4 + ")]");

    private final InetAddress address;

    private IpAddress(InetAddress address) {
        this.address = address;
    }

    /**
     * The address with these octets, in network order.
     *
     * @throws IllegalArgumentException if they are neither 4 nor 16
     */
    public static IpAddress of(byte[] octets) {
        try {
            return new IpAddress(InetAddress.getByAddress(octets)); // of a mapped one the IPv4 address
        } catch (UnknownHostException neither) {
            throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length, neither);
        }
    }

    /** The address that the text spells, IPv6 without brackets; null if it spells none. */
    public static @Nullable IpAddress parse(String text) {
        String literal = text.indexOf(':') < 0 ? text : "[" + text + "]";
        if (!LITERAL.matcher(literal).matches()) {
            return null;
        }
        try {
            return new IpAddress(InetAddress.getByName(literal));
        } catch (UnknownHostException ignored) { // it is no address
            return null;
        }
    }

    /** Whether this is a loopback address: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** Its octets in network order: 4 or 16. */
    public byte[] octets() {
        return address.getAddress();
    }

    /** How many bits it has: 32 or 128. */
    int bits() {
        return Byte.SIZE * octets().length;
    }

    /** The first address that begins with the same {@code bits} bits. */
    IpAddress network(int bits) {
        byte[] first = octets();
        for (int i = bits; i < bits(); i++) {
            first[i / Byte.SIZE] &= (byte) ~(0x80 >> i % Byte.SIZE);
        }
        return of(first);
    }

    /** The text in a URL or a Host field: IPv6 in brackets. */
    public String inUrl() {
        return bits() == 32 ? toString() : "[" + this + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** The canonical text (RFC 5952): lower case, the longest run of two or more zero groups left out. */
    @Override
    public String toString() {
        String text = address.getHostAddress();
        for (int zeros = bits() == 32 ? 0 : 8; zeros > 1 && !text.contains("::"); zeros--) {
            text = text.replaceFirst("(^|:)0(:0){" + (zeros - 1) + "}(:|$)", "::");
        }
        return text;
    }
}
