package org.usher.address;

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
        byte[] octets = new byte[IPV4_OCTETS];
        int from = 0;
        for (int k = 0; k < IPV4_OCTETS; k++) {
            int dot = text.indexOf('.', from);
            int to = k == IPV4_OCTETS - 1 ? text.length() : dot;
            int number = number(text, from, to, 10, 3);
            if (number < 0 || number > 255 || (to - from > 1 && text.charAt(from) == '0')) {
                return null;
            }
            octets[k] = (byte) number;
            from = to + 1;
        }
        return octets;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text, true);
            return whole != null && whole.length == IPV6_OCTETS ? whole : null;
        }
        byte[] head = groups(text.substring(0, gap), false);
        byte[] tail = groups(text.substring(gap + 2), true);
        if (head == null || tail == null || head.length + tail.length > 2 * (IPV6_GROUPS - 1)) {
            return null;
        }
        byte[] octets = Arrays.copyOf(head, IPV6_OCTETS);
        System.arraycopy(tail, 0, octets, IPV6_OCTETS - tail.length, tail.length);
        return octets;
    }

    /** The octets of groups separated by single colons; at the end of the address the last may be an IPv4 address. */
    private static byte @Nullable [] groups(String text, boolean atEnd) {
        byte[] octets = new byte[IPV6_OCTETS];
        int count = 0;
        int from = 0;
        while (from < text.length()) {
            int colon = text.indexOf(':', from);
            int to = colon < 0 ? text.length() : colon;
            byte[] group = atEnd && colon < 0 && text.indexOf('.', from) >= 0
                    ? ipv4(text.substring(from))
                    : group(text, from, to);
            if (group == null || count + group.length > IPV6_OCTETS || colon == text.length() - 1) {
                return null;
            }
            System.arraycopy(group, 0, octets, count, group.length);
            count += group.length;
            from = to + 1;
        }
        return Arrays.copyOf(octets, count);
    }

    private static byte @Nullable [] group(String text, int from, int to) {
        int number = number(text, from, to, 16, 4);
        return number < 0 ? null : new byte[] {(byte) (number >> 8), (byte) number};
    }

    /** The number that 1 to {@code digitsMax} ASCII digits spell, or -1. */
    private static int number(String text, int from, int to, int radix, int digitsMax) {
        if (to <= from || to - from > digitsMax) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }

    /** Whether this is a loopback address: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return octets.length == IPV4_OCTETS ? octets[0] == 127 : equals(parse("::1"));
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
