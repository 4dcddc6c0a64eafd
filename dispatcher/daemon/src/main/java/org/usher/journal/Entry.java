package org.usher.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry of the log: a message and fields to search by (systemd.journal-fields(7)).
 *
 * <p>Octets from the network must have been scrubbed before; only what would break the form is handled here. Not safe for
 * use by several threads.
 */
final class Entry {
    /** Longest value in characters: enough for a stack, and an entry then fits a datagram. */
    static final int VALUE_LENGTH_MAX = 4_000;

    private static final String IDENTIFIER = "usher";

    private final Priority priority;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String message;

    private Entry(Kind kind, Priority priority, String message) {
        this.priority = priority;
        this.message = message;
        fields.put("MESSAGE_ID", kind.id());
        fields.put("PRIORITY", Integer.toString(priority.number()));
        fields.put("SYSLOG_IDENTIFIER", IDENTIFIER);
    }

    /** Returns an entry with its message and the fields that every entry has. */
    static Entry of(Kind kind, Priority priority, String message) {
        return new Entry(kind, priority, message);
    }

    /** Adds a field, unless the value is empty. */
    Entry with(String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
        return this;
    }

    /** Adds that {@code count} entries like this one were left out before it, if any were. */
    Entry after(long count) {
        if (count > 0) {
            message += " (and " + count + " like it that were not logged)";
            fields.put("USHER_SUPPRESSED", Long.toString(count));
        }
        return this;
    }

    /** Returns the entry as a line for standard error, its priority in front (sd-daemon(3)). */
    String line() {
        return "<" + priority.number() + ">" + message.replace('\n', ' ').replace('\r', ' ');
    }

    /**
     * Returns the entry as a datagram for journald (systemd's "Native Journal Protocol"): a line a field; a value that
     * holds a line feed has its length in front, 64 bits, little endian.
     */
    byte[] datagram() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        append(octets, "MESSAGE", message);
        fields.forEach((name, value) -> append(octets, name, value));
        return octets.toByteArray();
    }

    private static void append(ByteArrayOutputStream octets, String name, String value) {
        octets.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        byte[] text = cut(value).getBytes(StandardCharsets.UTF_8);
        if (value.indexOf('\n') < 0) {
            octets.write('=');
        } else {
            octets.write('\n');
            octets.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
        }
        octets.writeBytes(text);
        octets.write('\n');
    }

    private static String cut(String value) {
        return value.length() <= VALUE_LENGTH_MAX ? value : value.substring(0, VALUE_LENGTH_MAX);
    }
}
