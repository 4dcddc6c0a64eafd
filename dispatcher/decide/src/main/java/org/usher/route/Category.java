package org.usher.route;

/** The kinds of host patterns, in the order in which they are searched: the first one that has the path ends the search. */
public enum Category {
    /** {@code +}: every host, before all others. */
    STRONG,
    /** A host name. */
    NAME,
    /** {@code *.domain}: every host below a domain; the longest domain goes first. */
    SUBDOMAINS,
    /** An IP address: every host of a connection to that local address. */
    ADDRESS,
    /** {@code *}: every host for which nothing else has the path. */
    WEAK
}
