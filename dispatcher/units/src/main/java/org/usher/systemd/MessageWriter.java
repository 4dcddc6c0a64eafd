package org.usher.systemd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * D-Bus values in the making, little-endian (D-Bus specification, "Marshaling"). The first octet counts as aligned to 8,
 * so a header and a body can each have a writer of their own.
 */
final class MessageWriter {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    int size() {
        return octets.size();
    }

    byte[] toByteArray() {
        return octets.toByteArray();
    }

    MessageWriter octet(int value) {
        octets.write(value);
        return this;
    }

    MessageWriter align(int boundary) {
        while (size() % boundary != 0) {
            octet(0);
        }
        return this;
    }

    MessageWriter uint32(int value) {
        return align(4).octet(value).octet(value >>> 8).octet(value >>> 16).octet(value >>> 24);
    }

    /** A string or an object path: both look alike. */
    MessageWriter string(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return uint32(text.length).raw(text).octet(0);
    }

    MessageWriter signature(String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return octet(text.length).raw(text).octet(0);
    }

    /** An array whose elements, aligned to 4 or to 8, have been written on their own. */
    MessageWriter array(MessageWriter elements) {
        return uint32(elements.size()).raw(elements.toByteArray());
    }

    MessageWriter raw(byte[] more) {
        octets.writeBytes(more);
        return this;
    }
}
