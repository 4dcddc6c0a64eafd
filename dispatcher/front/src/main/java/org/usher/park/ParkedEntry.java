package org.usher.park;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.connection.History;

/** The octets of one connection in a {@link ParkedMessage}. */
final class ParkedEntry {
    private static final int FIXED = 10;

    private ParkedEntry() {}

    /** Writes {@code parked} if it fits, and returns whether it does. */
    static boolean write(ByteBuffer into, ParkedConnection parked) {
        History history = parked.history();
        byte[] prefix = history.prefix().getBytes(StandardCharsets.UTF_8);
        if (into.remaining() < FIXED + prefix.length + history.unread().length) {
            return false;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(parked.elapsed().nanos());
        into.put((byte) parked.elapsed().phase().code()).put((byte) history.hops());
        into.putInt((int) Math.max(0, Math.min(millis, Integer.MAX_VALUE)));
        into.putShort((short) prefix.length).putShort((short) history.unread().length);
        into.put(prefix).put(history.unread());
        return true;
    }

    /** Returns null if the entry is cut off or names no phase. */
    static @Nullable ParkedConnection read(ByteBuffer from) {
        if (from.remaining() < FIXED) {
            return null;
        }
        Phase phase = Phase.of(from.get());
        int hops = Byte.toUnsignedInt(from.get());
        long nanos = TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(from.getInt()));
        byte[] prefix = new byte[Short.toUnsignedInt(from.getShort())];
        byte[] unread = new byte[Short.toUnsignedInt(from.getShort())];
        if (phase == null || from.remaining() < prefix.length + unread.length) {
            return null;
        }
        from.get(prefix).get(unread);
        History history = new History(unread, hops, new String(prefix, StandardCharsets.UTF_8));
        return new ParkedConnection(new Elapsed(phase, nanos), history);
    }
}
