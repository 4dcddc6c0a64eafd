package org.usher.park;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.connection.ConnectionIds;
import org.usher.connection.History;

/**
 * The payload of a message that carries parked connections: an entry for each fd, in their order.
 *
 * <pre>
 *   "park"  3
 *   ┌ 1 if lost  hops  id  length of prefix  length of unread  prefix in UTF-8  unread ┐ for each fd
 *   └ 1          1     16  2                 2                 …                …      ┘ big endian
 * </pre>
 *
 * <p>The octet after the signature is the version. A dispatcher reads the version that it writes. Messages of another
 * one wait across an upgrade or a downgrade only, and their connections are closed.
 */
public final class ParkedMessage {
    /** The most octets of one entry that is made of what came in a handoff message, and room for many plain ones. */
    public static final int SIZE_MAX = 128 * 1024;

    static final int SIGNATURE = 0x7061726b; // "park"
    private static final byte VERSION = 3;
    private static final int HEAD = 5;
    private static final int FIXED = 6 + ConnectionIds.ID_SIZE;

    private ParkedMessage() {}

    /** Begins a message at the position of {@code into}. */
    public static void begin(ByteBuffer into) {
        into.putInt(SIGNATURE).put(VERSION);
    }

    /** Adds an entry of a connection with {@code history} where there is room for it, and returns whether there was. */
    public static boolean add(ByteBuffer into, History history) {
        byte[] prefix = history.prefix().getBytes(StandardCharsets.UTF_8);
        if (into.remaining() < FIXED + prefix.length + history.unread().length) {
            return false;
        }
        into.put((byte) (history.isLost() ? 1 : 0)).put((byte) history.hops());
        into.put(history.id()).putShort((short) prefix.length).putShort((short) history.unread().length);
        into.put(prefix).put(history.unread());
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
        int hops = Byte.toUnsignedInt(from.get());
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        from.get(id);
        byte[] prefix = new byte[Short.toUnsignedInt(from.getShort())];
        byte[] unread = new byte[Short.toUnsignedInt(from.getShort())];
        if (lost < 0 || lost > 1 || from.remaining() < prefix.length + unread.length) {
            return null;
        }
        from.get(prefix).get(unread);
        return new History(id, unread, hops, new String(prefix, StandardCharsets.UTF_8), lost == 1);
    }
}
