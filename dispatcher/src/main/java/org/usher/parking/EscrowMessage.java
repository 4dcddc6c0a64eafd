package org.usher.parking;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.parking.ParkedMessage.Content;
import org.usher.parking.Waited.Phase;

/**
 * The payload of a message that carries requests which are in the queue of one app. Its first fd is the socket that they
 * were sent from; then there is an entry for each fd, in the order in which they were sent.
 *
 * <pre>
 *   "park"  2
 *   inode  StartTimeoutSec= in ms  length of unit  length of socket path  unit  socket path
 *   8      4                       2               2                      …     …
 *   ┌ room behind  is HEAD  length of head  its CRC-32  length of prefix  entry as in a ParkedMessage  prefix ┐ for each
 *   └ 4            1        4               4           2                 …                            …      ┘ fd but one
 * </pre>
 */
public final class EscrowMessage {
    static final byte VERSION = 2;

    private static final int APP_FIXED = 16;
    private static final int REQUEST_FIXED = 15;

    private EscrowMessage() {}

    /** Begins a message at the position of {@code into}. */
    public static void begin(ByteBuffer into, ParkedApp app) {
        byte[] unit = Entry.octets(app.unit());
        byte[] socket = Entry.octets(app.socket());
        into.putInt(ParkedMessage.SIGNATURE).put(VERSION);
        into.putLong(app.inode()).putInt(Entry.millis(app.startTimeout().toNanos()));
        into.putShort((short) unit.length).putShort((short) socket.length);
        into.put(unit).put(socket);
    }

    /** Adds an entry where there is room for it, and returns whether there was. */
    public static boolean add(ByteBuffer into, ParkedRequest request) {
        byte[] prefix = Entry.octets(request.prefix());
        int begin = into.position();
        if (into.remaining() < REQUEST_FIXED) {
            return false;
        }
        into.putInt(request.roomBehind()).put((byte) (request.isHead() ? 1 : 0));
        into.putInt(request.head().length()).putInt((int) request.head().checksum());
        into.putShort((short) prefix.length);
        if (!new Entry(request.connection()).write(into, prefix.length)) {
            into.position(begin);
            return false;
        }
        into.put(prefix);
        return true;
    }

    /** Reads a message from behind its version on. */
    static Content read(ByteBuffer from) {
        ParkedApp app = app(from);
        List<ParkedRequest> requests = new ArrayList<>();
        while (app != null && from.hasRemaining()) {
            ParkedRequest request = request(from);
            if (request == null) {
                app = null;
            } else {
                requests.add(request);
            }
        }
        return app == null
                ? new Content.Unreadable("a message of what is in escrow is cut off")
                : new Content.InEscrow(app, requests);
    }

    private static @Nullable ParkedApp app(ByteBuffer from) {
        if (from.remaining() < APP_FIXED) {
            return null;
        }
        long inode = from.getLong();
        Duration startTimeout = Duration.ofMillis(Integer.toUnsignedLong(from.getInt()));
        int unitLength = Short.toUnsignedInt(from.getShort());
        int socketLength = Short.toUnsignedInt(from.getShort());
        if (from.remaining() < unitLength + socketLength) {
            return null;
        }
        String unit = Entry.text(from, unitLength);
        return new ParkedApp(unit, Entry.text(from, socketLength), inode, startTimeout);
    }

    private static @Nullable ParkedRequest request(ByteBuffer from) {
        if (from.remaining() < REQUEST_FIXED) {
            return null;
        }
        int roomBehind = from.getInt();
        boolean isHead = from.get() == 1;
        ParkedHead head = new ParkedHead(from.getInt(), Integer.toUnsignedLong(from.getInt()));
        int prefixLength = Short.toUnsignedInt(from.getShort());
        Parked connection = Entry.read(from);
        if (connection == null || connection.waited().phase() != Phase.ESCROW || from.remaining() < prefixLength) {
            return null;
        }
        return new ParkedRequest(connection, Entry.text(from, prefixLength), isHead, head, roomBehind);
    }
}
