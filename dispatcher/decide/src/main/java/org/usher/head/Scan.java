package org.usher.head;

import org.usher.refusal.Refusal;

/** What the octets of a connection turn out to be, as far as they have come. */
public sealed interface Scan {

    /** The octets begin with a whole head that can be routed. */
    record Complete(Head head) implements Scan {}

    /** The octets begin like a head, and more of them are needed. */
    enum Incomplete implements Scan {
        NEEDS_MORE
    }

    /**
     * No octets that may follow can make this a head.
     *
     * @param reason the refusal that answers it
     * @param detail one sentence that says what is wrong; quotes of the request in it are printable
     */
    record Malformed(Refusal reason, String detail) implements Scan, TargetReading {}
}
