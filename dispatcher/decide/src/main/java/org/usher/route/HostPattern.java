package org.usher.route;

import org.usher.address.IpAddress;

/** The hosts that a prefix is for. Two patterns are equal if and only if their texts are. */
public sealed interface HostPattern {
    /** The kind of this pattern, which decides when it is searched. */
    Category category();

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
