package org.usher.app;

import java.nio.ByteBuffer;
import org.usher.connection.Addresses;
import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Request;
import org.usher.connection.Surroundings;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The message in which a connection travels. One envelope serves all handoffs, one after the other: what is in it is
 * true until the next {@link #seal}.
 */
public final class Envelope {
    private final Kernel kernel;
    private final ConnectionIds ids;
    private final FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
    private final Addresses addresses;
    /** On the heap, where single octets cost less to write than in native memory. */
    private final ByteBuffer header = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);

    private final NativeMemory cookie = NativeMemory.allocate(Long.BYTES);
    private final byte[] id = new byte[ConnectionIds.ID_SIZE];

    /** Makes the message that is used for all; {@code ids} sign what may come back. */
    public Envelope(Surroundings surroundings, ConnectionIds ids) {
        this.kernel = surroundings.kernel();
        this.addresses = surroundings.addresses();
        this.ids = ids;
    }

    /** Returns the message that carries the connection of {@code request}. */
    FdMessage seal(Request request) {
        Connection connection = request.connection();
        int fd = connection.fd();
        addresses.lookUp(connection);
        boolean known = kernel.option(fd, SocketOption.SO_COOKIE, cookie) >= 0;
        ids.write(known ? cookie.bytes().getLong(0) : 0, id); // never the id of the connection before
        header.clear();
        HandoffEncoder.encode(
                header,
                addresses.client(),
                addresses.local(),
                id,
                request.hops(),
                request.routed().tlvs());
        message.payload()
                .clear()
                .put(header.array(), 0, header.position())
                .put(connection.history().unread());
        message.setFd(fd);
        return message;
    }
}
