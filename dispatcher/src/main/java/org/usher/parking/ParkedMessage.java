package org.usher.parking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.parking.Waited.Phase;

/**
 * The payload of a message that carries parked connections: an entry for each fd, in their order.
 *
 * <pre>
 *   "park"  version
 *   ┌ phase  hops  waited in ms  length of prefix  length of unread  prefix in UTF-8  unread ┐ for each fd
 *   └ 1      1     4             2                 2                 …                …      ┘ big endian
 * </pre>
 *
 * <p>A dispatcher reads the version that it writes; messages of another one wait across an upgrade or a downgrade only,
 * and their connections are closed.
 */
public final class ParkedMessage {
    /** The most octets of one entry that is made of what came in a handoff message, and room for many plain ones. */
    public static final int SIZE_MAX = 128 * 1024;

    private static final int SIGNATURE = 0x7061726b; // "park"
    private static final byte VERSION = 1;
    private static final int HEAD = 5;
    private static final int ENTRY_HEAD = 10;

    private ParkedMessage() {}

    /** What a message says. */
    public sealed interface Content {
        /** The entries, one for each fd. */
        record Entries(List<Parked> list) implements Content {}

        /** It is not a message of this version; {@code why} is without any octet of it. */
        record Unreadable(String why) implements Content {}
    }

    /** Begins a message at the position of {@code into}. */
    public static void begin(ByteBuffer into) {
        into.putInt(SIGNATURE).put(VERSION);
    }

    /** Adds an entry where there is room for it, and returns whether there was. */
    public static boolean add(ByteBuffer into, Parked parked) {
        byte[] prefix = parked.prefix().getBytes(StandardCharsets.UTF_8);
        byte[] unread = parked.unread();
        if (into.remaining() < ENTRY_HEAD + prefix.length + unread.length) {
            return false;
        }
        into.put((byte) parked.waited().phase().code()).put((byte) parked.hops());
        into.putInt(toMillis(parked.waited()));
        into.putShort((short) prefix.length).putShort((short) unread.length);
        into.put(prefix).put(unread);
        return true;
    }

    /** Reads a message from its first octet to the limit of {@code from}. */
    public static Content read(ByteBuffer from) {
        if (from.remaining() < HEAD || from.getInt() != SIGNATURE || from.get() != VERSION) {
            return new Content.Unreadable("a message is not of version " + VERSION);
        }
        List<Parked> entries = new ArrayList<>();
        while (from.hasRemaining()) {
            Parked entry = entry(from);
            if (entry == null) {
                return new Content.Unreadable("an entry of a message is cut off or names no phase");
            }
            entries.add(entry);
        }
        return new Content.Entries(entries);
    }

    private static @Nullable Parked entry(ByteBuffer from) {
        if (from.remaining() < ENTRY_HEAD) {
            return null;
        }
        Phase phase = Phase.of(from.get());
        int hops = Byte.toUnsignedInt(from.get());
        long nanos = TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(from.getInt()));
        int prefixLength = Short.toUnsignedInt(from.getShort());
        int unreadLength = Short.toUnsignedInt(from.getShort());
        if (phase == null || from.remaining() < prefixLength + unreadLength) {
            return null;
        }
        String prefix = new String(octets(from, prefixLength), StandardCharsets.UTF_8);
        return new Parked(new Waited(phase, nanos), hops, prefix, octets(from, unreadLength));
    }

    private static byte[] octets(ByteBuffer from, int length) {
        byte[] octets = new byte[length];
        from.get(octets);
        return octets;
    }

    private static int toMillis(Waited waited) {
        long millis = TimeUnit.NANOSECONDS.toMillis(waited.nanos());
        return (int) Math.max(0, Math.min(millis, Integer.MAX_VALUE));
    }
}
