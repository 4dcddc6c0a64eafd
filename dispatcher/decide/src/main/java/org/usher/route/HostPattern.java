package org.usher.route;

import org.usher.address.IpAddress;

/**
 * The hosts that a prefix is for. Two patterns are equal if and only if their texts are.
 *
 * @param category the kind of this pattern, which decides when it is searched
 * @param host the name or the domain in lower case and without a trailing dot; the address as in a URL; the wildcard
 */
public record HostPattern(Category category, String host) {
    /** Every host, before all other patterns. */
    public static final HostPattern STRONG = new HostPattern(Category.STRONG, "+");

    /** Every host that no other pattern has taken. */
    public static final HostPattern WEAK = new HostPattern(Category.WEAK, "*");

    /** Every host of a connection that came to a local address. */
    public static HostPattern address(IpAddress address) {
        return new HostPattern(Category.ADDRESS, address.inUrl());
    }

    @Override
    public String toString() {
        return category == Category.SUBDOMAINS ? "*." + host : host;
    }
}
