package org.usher.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log: a message and fields to search by (systemd.journal-fields(7)).
 *
 * <p>Octets from the network must have been scrubbed before; only what would break the form is handled here. Not safe for
 * use by several threads.
 */
final class Entry {
    /** Longest value in characters: enough for a stack, and an entry then fits a datagram. */
    static final int VALUE_LENGTH_MAX = 4_000;

    // How urgent an entry is, as syslog(3) numbers it.
    static final int ERROR = 3;
    static final int WARNING = 4;
    static final int NOTICE = 5;
    static final int INFO = 6;

    private final int priority;
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();
    private String message;

    /** Makes an entry with its message and the fields that every entry has. */
    Entry(Kind kind, int priority, String message) {
        this.priority = priority;
        this.message = message;
        with("MESSAGE_ID", kind.id);
        with("PRIORITY", priority);
        with("SYSLOG_IDENTIFIER", "usher");
    }

    /** Adds a field, unless there is nothing to say in it; one that has several values is added for each. */
    Entry with(String name, @Nullable Object value) {
        String text = Objects.toString(value, "");
        if (!text.isEmpty() && !fields.contains(Map.entry(name, text))) {
            fields.add(Map.entry(name, text));
        }
        return this;
    }

    /** Adds that {@code count} entries like this one were left out before it, if any were. */
    Entry after(long count) {
        if (count > 0) {
            message += " (and " + count + " like it that were not logged)";
            with("USHER_SUPPRESSED", count);
        }
        return this;
    }

    /** Returns the entry as a line for standard error, its priority in front (sd-daemon(3)). */
    String line() {
        return "<" + priority + ">" + message.replace('\n', ' ').replace('\r', ' ');
    }

    /**
     * Returns the entry as a datagram for journald (systemd's "Native Journal Protocol"): each value has its length in
     * front, 64 bits, little endian, so whatever it holds, it cannot begin another field.
     */
    byte[] datagram() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        append(octets, "MESSAGE", message);
        fields.forEach(field -> append(octets, field.getKey(), field.getValue()));
        return octets.toByteArray();
    }

    private static void append(ByteArrayOutputStream octets, String name, String value) {
        String cut = value.substring(0, Math.min(value.length(), VALUE_LENGTH_MAX));
        byte[] text = cut.getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        octets.writeBytes((name + "\n").getBytes(StandardCharsets.US_ASCII));
        octets.writeBytes(length.putLong(text.length).array());
        octets.writeBytes(text);
        octets.write('\n');
    }
}
