package org.usher.address;

import org.jspecify.annotations.Nullable;

/**
 * A network of IP addresses: all that begin with the same bits.
 *
 * @param first its first address
 * @param bits how many bits they have in common
 */
public record IpNetwork(IpAddress first, int bits) {
    /** The network that the text spells, such as {@code 10.0.0.0/8}, or a single address; null if it spells none. */
    public static @Nullable IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        IpAddress first = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (first == null || (slash >= 0 && !bits.matches("\\d{1,3}"))) {
            return null;
        }
        IpNetwork network = new IpNetwork(first, slash < 0 ? first.bits() : Integer.parseInt(bits));
        return network.bits <= first.bits() && network.contains(first) ? network : null; // 10.0.0.1/8 is a slip
    }

    /** Whether it has this address. */
    public boolean contains(IpAddress address) {
        return address.bits() == first.bits() && address.network(bits).equals(first);
    }

    @Override
    public String toString() {
        return first + "/" + bits;
    }
}
