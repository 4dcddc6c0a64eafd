package org.usher.handoff;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a handoff says about the further requests of its connection: which of them are the app's own, and for how long
 * that is certain (PROTOCOL.md, "Scope").
 *
 * @param kind the rule that further requests are decided by
 * @param leaseSeconds how long after the request was routed the rule holds, 0 to 65,535; then the kind counts as {@link Kind#FIRST}
 * @param excepts paths below the prefix that are another app's; only with {@link Kind#PREFIX}
 */
public record Scope(Kind kind, int leaseSeconds, List<String> excepts) {
    /** How long a scope holds unless somebody says otherwise. */
    public static final int LEASE_SECONDS_DEFAULT = 10;

    /** The largest number of excepted paths that a sender writes; with more the kind becomes FIRST. */
    public static final int EXCEPTS_MAX = 8;

    /** The largest sum of the octets of the excepted paths that a sender writes; with more the kind becomes FIRST. */
    public static final int EXCEPT_OCTETS_MAX = 256;

    /** The largest lease: it travels in two octets. */
    public static final int LEASE_SECONDS_MAX = 0xffff;

    /** Every further request comes back to the sender. */
    public static final Scope FIRST = new Scope(Kind.FIRST, 0, List.of());

    /** What a message without a scope means, and the safest of all: there is no further request. */
    public static final Scope CLOSE = new Scope(Kind.CLOSE, 0, List.of());

    /** The rule that further requests are decided by. */
    public enum Kind {
        /** No further request is the app's: hand each back. */
        FIRST(0),
        /** Every further request is the app's. */
        CONNECTION(1),
        /** A further request is the app's if it is at or below the prefix, and not at or below an except. */
        PREFIX(2),
        /** There is no further request: every response says {@code Connection: close}. */
        CLOSE(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Returns the octet that stands for this kind in a message. */
        int code() {
            return code;
        }

        /** Returns the kind that {@code code} stands for; CLOSE for one that only later versions know. */
        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return CLOSE;
        }
    }

    /** Throws if the lease does not fit or a kind other than PREFIX has excepts. */
    public Scope {
        if (leaseSeconds < 0 || leaseSeconds > LEASE_SECONDS_MAX) {
            throw new IllegalArgumentException("a lease has 0 to 65535 seconds, not " + leaseSeconds);
        }
        if (kind != Kind.PREFIX && !excepts.isEmpty()) {
            throw new IllegalArgumentException("scope " + kind + " has no excepts");
        }
        excepts = List.copyOf(excepts);
    }

    /** Returns a scope of a kind that needs no excepts. */
    public static Scope of(Kind kind, int leaseSeconds) {
        return new Scope(kind, leaseSeconds, List.of());
    }

    /** Returns the scope PREFIX with {@code excepts}, or FIRST if there are more of them than a message carries. */
    public static Scope prefix(int leaseSeconds, List<String> excepts) {
        int octets = 0;
        for (String except : excepts) {
            octets += except.getBytes(StandardCharsets.UTF_8).length;
        }
        return excepts.size() > EXCEPTS_MAX || octets > EXCEPT_OCTETS_MAX
                ? of(Kind.FIRST, leaseSeconds)
                : new Scope(Kind.PREFIX, leaseSeconds, excepts);
    }
}
