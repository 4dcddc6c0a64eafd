package org.usher.route;

import java.util.List;

/**
 * Which further requests of a connection are the receiver's to serve.
 *
 * @param kind the rule
 * @param leaseSeconds how long it holds; then kind counts as {@link Kind#FIRST}; 0 to 65535
 * @param excepts paths below the route's that are another's, canonical, with a slash at the end; only with
 *     {@link Kind#PREFIX}
 */
public record Scope(Kind kind, int leaseSeconds, List<String> excepts) {
    /** How long a scope holds unless something says otherwise: as long as a kept-alive connection may be routed by old claims. */
    public static final int LEASE_SECONDS = 10;

    public Scope {
        excepts = List.copyOf(excepts);
    }

    static Scope of(Kind kind) {
        return new Scope(kind, LEASE_SECONDS, List.of());
    }

    /** The rules, by their {@linkplain #ordinal() numbers} on the wire. */
    public enum Kind {
        /** No further request: each is handed back. */
        FIRST,
        /** Every further request. */
        CONNECTION,
        /** Those at or below the route's path, with the first request's host, and not below an except. */
        PREFIX,
        /** There is no further request: the connection ends with the response. */
        CLOSE
    }
}
