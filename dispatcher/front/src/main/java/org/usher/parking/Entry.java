package org.usher.parking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.parking.Waited.Phase;

/** The octets of one connection in a message: see {@link ParkedMessage}. */
final class Entry {
    private static final int FIXED = 10;

    private final Parked parked;
    private final byte[] prefix;

    Entry(Parked parked) {
        this.parked = parked;
        this.prefix = octets(parked.prefix());
    }

    /** Writes it if it fits, and returns whether it does. */
    boolean write(ByteBuffer into) {
        byte[] unread = parked.unread();
        if (into.remaining() < FIXED + prefix.length + unread.length) {
            return false;
        }
        Waited waited = parked.waited();
        into.put((byte) waited.phase().code()).put((byte) parked.hops()).putInt(millis(waited.nanos()));
        into.putShort((short) prefix.length).putShort((short) unread.length);
        into.put(prefix).put(unread);
        return true;
    }

    /** Returns null if it is cut off or names no phase. */
    static @Nullable Parked read(ByteBuffer from) {
        if (from.remaining() < FIXED) {
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
        String prefix = text(from, prefixLength);
        byte[] unread = new byte[unreadLength];
        from.get(unread);
        return new Parked(new Waited(phase, nanos), hops, prefix, unread);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(ByteBuffer from, int length) {
        byte[] octets = new byte[length];
        from.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** Returns a span as it is written: what is longer than it can say is as long as it can say. */
    static int millis(long nanos) {
        return (int) Math.max(0, Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), Integer.MAX_VALUE));
    }
}
