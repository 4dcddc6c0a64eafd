package org.usher.handoff;

/** What the octets of a message turn out to be. */
public sealed interface DecodedMessage {
    /** A header; all octets behind it are unread octets of the connection. */
    record Complete(HandoffHeader header) implements DecodedMessage {}

    /**
     * Not a message of this protocol: the connection that came with it is closed.
     *
     * @param problem what is wrong, without any octet of the message
     */
    record Malformed(String problem) implements DecodedMessage {}
}
