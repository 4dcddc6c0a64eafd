package org.usher.prefix;

import org.usher.address.IpAddress;

/** The hosts that a prefix is for. Its text is canonical: two patterns are the same where their texts are equal. */
public sealed interface HostPattern {
    /** Where this pattern stands in the order of the search. */
    Category category();

    /**
     * Reads a host as a prefix spells it: a name, {@code *.domain}, an IP address (IPv6 in brackets), {@code +} or
     * {@code *}.
     *
     * @throws PrefixException if it is none of these
     */
    static HostPattern parse(String text) throws PrefixException {
        return HostPatternParser.parse(text);
    }

    /** Every host, before all other patterns. */
    record Strong() implements HostPattern {
        @Override
        public Category category() {
            return Category.STRONG;
        }

        @Override
        public String toString() {
            return "+";
        }
    }

    /**
     * One host.
     *
     * @param name lower case, without a trailing dot
     */
    record Name(String name) implements HostPattern {
        @Override
        public Category category() {
            return Category.NAME;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Every host below a domain, at any depth; not the domain itself.
     *
     * @param domain lower case, without a trailing dot
     */
    record Subdomains(String domain) implements HostPattern {
        @Override
        public Category category() {
            return Category.SUBDOMAINS;
        }

        @Override
        public String toString() {
            return "*." + domain;
        }
    }

    /** Every host of a connection that came to a local address. */
    record Address(IpAddress address) implements HostPattern {
        @Override
        public Category category() {
            return Category.ADDRESS;
        }

        @Override
        public String toString() {
            return address.inUrl();
        }
    }

    /** Every host that no other pattern has taken. */
    record Weak() implements HostPattern {
        @Override
        public Category category() {
            return Category.WEAK;
        }

        @Override
        public String toString() {
            return "*";
        }
    }
}
