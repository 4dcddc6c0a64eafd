package org.usher.systemd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * D-Bus values in the making, little-endian (D-Bus specification, "Marshaling"). The first octet counts as aligned to 8,
 * so a header and a body can each have a writer of their own.
 */
final class MessageWriter {
    private byte[] octets = new byte[256];
    private int size;

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, size);
    }

    MessageWriter octet(int value) {
        if (size == octets.length) {
            octets = Arrays.copyOf(octets, 2 * size);
        }
        octets[size++] = (byte) value;
        return this;
    }

    MessageWriter align(int boundary) {
        while (size % boundary != 0) {
            octet(0);
        }
        return this;
    }

    MessageWriter uint32(int value) {
        align(4);
        octet(value);
        octet(value >>> 8);
        octet(value >>> 16);
        return octet(value >>> 24);
    }

    /** A string or an object path: both look alike. */
    MessageWriter string(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        uint32(text.length);
        return raw(text).octet(0);
    }

    MessageWriter signature(String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return octet(text.length).raw(text).octet(0);
    }

    /** An array of strings ({@code as}). */
    MessageWriter strings(Collection<?> values) {
        uint32(0);
        int start = size;
        for (Object value : values) {
            string(value.toString());
        }
        return patchUint32(start - 4, size - start);
    }

    MessageWriter raw(byte[] more) {
        for (byte octet : more) {
            octet(octet);
        }
        return this;
    }

    /** Writes over four octets that were written as a placeholder, such as the length of an array. */
    MessageWriter patchUint32(int at, int value) {
        for (int i = 0; i < 4; i++) {
            octets[at + i] = (byte) (value >>> (8 * i));
        }
        return this;
    }
}
