package org.usher.head;

import org.usher.refusal.Refusal;

/** What the octets of a connection have turned out to be so far. */
public sealed interface Scan permits Head, ProxyHeader, Scan.Incomplete, Scan.Malformed {

    /** The octets begin like a head, and more of them are needed. */
    enum Incomplete implements Scan {
        NEEDS_MORE
    }

    /**
     * Whatever octets follow, this is not a head.
     *
     * @param reason the refusal that answers it
     * @param detail one sentence that says what is wrong; quotes of the request in it are printable
     */
    record Malformed(Refusal reason, String detail) implements Scan, TargetReading {
        static Malformed of(String detail) {
            return new Malformed(Refusal.BAD_REQUEST, detail);
        }

        /** Says that such an octet cannot stand {@code where}, a phrase such as "in the method". */
        static Malformed unexpected(byte octet, String where) {
            return of(
                    switch (octet) {
                        case '\n' -> "A line of the head ends in a bare LF: lines end in CR LF.";
                        case '\r' -> "A line ends " + where + ".";
                        case ' ', '\t' -> "There is a blank " + where + ".";
                        default -> String.format("There is an octet 0x%02x %s.", octet & 0xff, where);
                    });
        }
    }
}
