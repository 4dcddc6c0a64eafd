package org.usher.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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
    private static final int IPV6_GROUPS = 8;

    /** What an IPv4-mapped IPv6 address begins with (RFC 4291 §2.5.5.2). */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

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
        byte[] octets = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        return octets == null ? null : of(octets);
    }

    private static boolean isMapped(byte[] octets) {
        return octets.length == IPV6_OCTETS && Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] numbers = text.split("\\.", -1);
        byte[] octets = new byte[IPV4_OCTETS];
        for (int k = 0; k < IPV4_OCTETS; k++) {
            int number = numbers.length == IPV4_OCTETS ? octet(numbers[k]) : -1;
            if (number < 0) {
                return null;
            }
            octets[k] = (byte) number;
        }
        return octets;
    }

    /** The number from 0 to 255 that the digits spell without leading zeros, or -1. */
    private static int octet(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        int number = isNumber ? Integer.parseInt(digits) : -1;
        return number > 255 ? -1 : number;
    }

    /** In brackets, the JDK reads a literal or fails: it asks no resolver. */
    private static byte @Nullable [] ipv6(String text) {
        String end = text.substring(text.lastIndexOf(':') + 1);
        boolean hasOddCharacter =
                !text.chars().allMatch(c -> c < 0x80 && (Character.digit(c, 16) >= 0 || c == ':' || c == '.'));
        if (hasOddCharacter || (end.indexOf('.') >= 0 && ipv4(end) == null)) {
            return null;
        }
        try {
            return InetAddress.getByName("[" + text + "]").getAddress();
        } catch (UnknownHostException ignored) { // it is no address
            return null;
        }
    }

    /** Whether this is a loopback address: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return octets.length == IPV4_OCTETS ? octets[0] == 127 : toString().equals("::1");
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
        StringBuilder text = new StringBuilder();
        if (octets.length == IPV4_OCTETS) {
            for (int k = 0; k < IPV4_OCTETS; k++) {
                text.append(k == 0 ? "" : ".").append(octets[k] & 0xff);
            }
            return text.toString();
        }
        int gap = longestZeroRun();
        int gapEnd = gap + zerosFrom(gap);
        for (int k = 0; k < IPV6_GROUPS; k++) {
            if (k == gap && gapEnd - gap > 1) {
                text.append("::");
                k = gapEnd - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groupAt(k)));
            }
        }
        return text.toString();
    }

    private int groupAt(int k) {
        return (octets[2 * k] & 0xff) << 8 | (octets[2 * k + 1] & 0xff);
    }

    private int zerosFrom(int k) {
        int end = k;
        while (end < IPV6_GROUPS && groupAt(end) == 0) {
            end++;
        }
        return end - k;
    }

    private int longestZeroRun() {
        int longest = 0;
        for (int k = 1; k < IPV6_GROUPS; k++) {
            if (zerosFrom(k) > zerosFrom(longest)) {
                longest = k;
            }
        }
        return longest;
    }
}
