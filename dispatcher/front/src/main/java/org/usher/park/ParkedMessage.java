package org.usher.park;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.connection.History;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;

/**
 * The payload of a message that carries parked connections: an entry for each fd, in their order.
 *
 * <pre>
 *   "park"  4
 *   ┌ 1 if lost  length of the rest, 4 octets big endian  what others have said, as the header of a handoff  unread ┐ …
 * </pre>
 *
 * <p>The octet after the signature is the version. A dispatcher reads the version that it writes. Messages of another
 * one wait across an upgrade or a downgrade only, and their connections are closed.
 */
public final class ParkedMessage {
    /** The most octets of one entry that is made of what came in a handoff message, and room for many plain ones. */
    public static final int SIZE_MAX = 128 * 1024;

    static final int SIGNATURE = 0x7061726b; // "park"
    private static final byte VERSION = 4;
    private static final int HEAD = 5;
    private static final int FIXED = 1 + Integer.BYTES;

    private ParkedMessage() {}

    /** Begins a message at the position of {@code into}. */
    public static void begin(ByteBuffer into) {
        into.putInt(SIGNATURE).put(VERSION);
    }

    /** Adds an entry of a connection with {@code history} where there is room for it, and returns whether there was. */
    public static boolean add(ByteBuffer into, History history) {
        int start = into.position();
        if (into.remaining() < FIXED + HandoffHeader.HEADER_SIZE_MAX + history.unread().length) {
            return false;
        }
        HandoffEncoder.encode(into.position(start + FIXED), history.told());
        into.put(history.unread());
        into.put(start, (byte) (history.isLost() ? 1 : 0)).putInt(start + 1, into.position() - start - FIXED);
        return true;
    }

    /**
     * Reads a message from its first octet to the limit of {@code from}; returns the entries, one for each fd. Null if the
     * message is of another version, cut off, or none of these.
     */
    public static @Nullable List<History> read(ByteBuffer from) {
        if (from.remaining() < HEAD || from.getInt() != SIGNATURE || from.get() != VERSION) {
            return null;
        }
        List<History> entries = new ArrayList<>();
        while (from.hasRemaining()) {
            History entry = entry(from);
            if (entry == null) {
                return null;
            }
            entries.add(entry);
        }
        return entries;
    }

    private static @Nullable History entry(ByteBuffer from) {
        if (from.remaining() < FIXED) {
            return null;
        }
        int lost = from.get();
        int size = from.getInt();
        if (lost < 0 || lost > 1 || size < 0 || size > from.remaining()) {
            return null;
        }
        ByteBuffer entry = from.slice().limit(size);
        from.position(from.position() + size);
        if (!(HandoffDecoder.decode(entry) instanceof DecodedMessage.Complete complete)) {
            return null;
        }
        byte[] unread = new byte[entry.remaining()];
        entry.get(unread);
        return new History(complete.header(), unread, lost == 1);
    }
}
