package org.usher.prefix;

/** The kinds of hosts that a prefix can name, in the order in which they are searched: the first that matches ends it. */
public enum Category {
    /** {@code +}: every host, before all others. */
    STRONG,
    /** A host name. */
    NAME,
    /** {@code *.domain}: every host below a domain; the longest domain goes first. */
    SUBDOMAINS,
    /** An IP address: every host of a connection to that local address. */
    ADDRESS,
    /** {@code *}: every host that nothing else has taken. */
    WEAK
}
