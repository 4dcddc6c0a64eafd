package org.usher.connection;

import java.nio.ByteBuffer;
import org.usher.handoff.AddressBlock;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;

/**
 * What others have said of a connection: a balancer in front of us, the app that handed it back, and the dispatcher that
 * parked it.
 *
 * @param told by the app: UNIQUE_ID, PREFIX and HOPS; by the balancer: the two ends and TLS, as long as our id proves that
 * @param unread octets of the next request that the app has read already; they come before the socket's own
 * @param isLost whether it was parked after a socket had gone that held a copy, which its app may have taken all the same
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy per access would be garbage on the hot path.
public record History(HandoffHeader told, byte[] unread, boolean isLost) {
    /** The history of a connection of which nobody has said anything. */
    public static final History NONE =
            new History(new HandoffHeader(null, null, null, 0, null, null, null), new byte[0], false);

    /** Returns whether an app may hold a copy, so that only a thread that may hang asks the socket anything. */
    public boolean mayBeHeld() {
        return told.prefix() != null || isLost;
    }

    /** Returns whether a balancer has said who its client is. */
    public boolean isIntroduced() {
        return told.endpoints() != null || told.tls() != null;
    }

    /** Returns what a balancer has said, in octets of which an id can be made: none if it has said nothing. */
    public byte[] facts() {
        byte[] ends = AddressBlock.of(told.endpoints()).toBytes();
        byte[] tls = tlsTlvs();
        ByteBuffer facts = ByteBuffer.allocate(isIntroduced() ? 1 + ends.length + tls.length : 0);
        return isIntroduced() ? facts.put((byte) ends.length).put(ends).put(tls).array() : facts.array();
    }

    /** Returns what a balancer has said of TLS, as handoffs say it. */
    public byte[] tlsTlvs() {
        return HandoffEncoder.tlsTlvs(told.tls());
    }

    /** Returns this, of a connection that {@link #isLost} or is not. */
    public History lost(boolean isLost) {
        return new History(told, unread, isLost);
    }
}
