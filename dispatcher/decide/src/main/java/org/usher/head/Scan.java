package org.usher.head;

import org.usher.refusal.Refusal;

/** What the octets of a connection have turned out to be so far. */
public sealed interface Scan permits Head, Scan.Incomplete, Scan.Malformed {

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
    record Malformed(Refusal reason, String detail) implements Scan, TargetReading {}
}
