package org.usher.app;

import java.nio.ByteBuffer;
import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.History;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The message in which a connection travels. One serves all handoffs of a thread, one after the other: what is in it is
 * true until the next {@link #seal}.
 */
final class HandoffMessage {
    private final Kernel kernel;
    private final ConnectionIds ids;
    private final FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
    /** On the heap, where single octets cost less to write than in native memory. */
    private final ByteBuffer header = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);

    private final NativeMemory cookie = NativeMemory.allocate(Long.BYTES);
    private final byte[] id = new byte[ConnectionIds.ID_SIZE];

    /** Makes the message; {@code ids} sign what may come back. */
    HandoffMessage(Kernel kernel, ConnectionIds ids) {
        this.kernel = kernel;
        this.ids = ids;
    }

    /** Returns the message that carries {@code delivery} to its app. */
    FdMessage seal(Delivery delivery) {
        Connection connection = delivery.connection;
        History past = connection.history();
        boolean known = kernel.option(connection.fd(), SocketOption.SO_COOKIE, cookie) >= 0;
        long number = known ? cookie.bytes().getLong(0) : 0; // never that of the connection before
        ids.write(number, past == null ? Connection.NOTHING : past.facts(), delivery.host, id);
        int hop = connection.nextHop();
        byte[] tlvs = delivery.routed.tlvs();
        byte[] tls = past == null ? Connection.NOTHING : past.tlsTlvs();
        HandoffEncoder.encode(header.clear(), connection.ends(), id, hop, delivery.routedNanos, tlvs, tls);
        message.payload().clear().put(header.array(), 0, header.position()).put(connection.unread());
        message.setFd(connection.fd());
        return message;
    }
}
