package org.usher.park;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a message that carries parked connections: an entry for each fd, in their order.
 *
 * <pre>
 *   "park"  1
 *   ┌ phase  hops  waited in ms  length of prefix  length of unread  prefix in UTF-8  unread ┐ for each fd
 *   └ 1      1     4             2                 2                 …                …      ┘ big endian
 * </pre>
 *
 * <p>The octet after the signature is the version. A dispatcher reads the version that it writes. Messages of another
 * one wait across an upgrade or a downgrade only, and their connections are closed.
 */
public final class ParkedMessage {
    /** The most octets of one entry that is made of what came in a handoff message, and room for many plain ones. */
    public static final int SIZE_MAX = 128 * 1024;

    static final int SIGNATURE = 0x7061726b; // "park"
    private static final byte VERSION = 1;
    private static final int HEAD = 5;

    private ParkedMessage() {}

    /** What a message says. */
    public sealed interface Content {
        /** Connections that wait for us: the entries, one for each fd. */
        record Entries(List<ParkedConnection> list) implements Content {}

        /** A message that is not of a version that we know; {@code why} is without any octet of it. */
        record Unreadable(String why) implements Content {}
    }

    /** Begins a message at the position of {@code into}. */
    public static void begin(ByteBuffer into) {
        into.putInt(SIGNATURE).put(VERSION);
    }

    /** Adds an entry where there is room for it, and returns whether there was. */
    public static boolean add(ByteBuffer into, ParkedConnection parked) {
        return ParkedEntry.write(into, parked);
    }

    /** Reads a message from its first octet to the limit of {@code from}. */
    public static Content read(ByteBuffer from) {
        if (from.remaining() < HEAD || from.getInt() != SIGNATURE) {
            return new Content.Unreadable("a message is none of parked connections");
        }
        return from.get() == VERSION ? entries(from) : new Content.Unreadable("a message is of another version");
    }

    private static Content entries(ByteBuffer from) {
        List<ParkedConnection> entries = new ArrayList<>();
        while (from.hasRemaining()) {
            ParkedConnection entry = ParkedEntry.read(from);
            if (entry == null) {
                return new Content.Unreadable("an entry of a message is cut off or names no phase");
            }
            entries.add(entry);
        }
        return new Content.Entries(entries);
    }
}
