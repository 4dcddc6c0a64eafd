package org.usher.systemd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A cursor over the values of one message, in the message's own byte order. Reading beyond the end, or a length or a
 * boolean that cannot be, throws {@link MalformedMessageException}; nothing else does.
 */
final class MessageReader {
    private final ByteBuffer octets;

    /** Reads from the position of {@code octets} to its limit; index 0 is where the alignment counts from. */
    MessageReader(ByteBuffer octets) {
        this.octets = octets;
    }

    int position() {
        return octets.position();
    }

    int octet() throws MalformedMessageException {
        need(1);
        return octets.get() & 0xff;
    }

    int uint32() throws MalformedMessageException {
        align(4);
        need(4);
        return octets.getInt();
    }

    boolean bool() throws MalformedMessageException {
        int value = uint32();
        if (value != 0 && value != 1) {
            throw new MalformedMessageException("a boolean is " + Integer.toUnsignedString(value));
        }
        return value == 1;
    }

    /** A string or an object path. */
    String string() throws MalformedMessageException {
        return textOf(uint32());
    }

    String signature() throws MalformedMessageException {
        return textOf(octet());
    }

    /** A value of that type, which must be text: no other is known in the header of a message. */
    String text(String type) throws MalformedMessageException {
        return switch (type) {
            case "s", "o" -> string();
            case "g" -> signature();
            default -> throw new MalformedMessageException("it has a header field of the type \"" + type + "\"");
        };
    }

    private String textOf(int length) throws MalformedMessageException {
        if (length < 0) {
            throw new MalformedMessageException("a string is longer than the message");
        }
        need(length);
        String text =
                new String(octets.array(), octets.arrayOffset() + octets.position(), length, StandardCharsets.UTF_8);
        octets.position(octets.position() + length);
        if (octet() != 0 || text.indexOf('\0') >= 0) {
            throw new MalformedMessageException("a string does not end with its only NUL");
        }
        return text;
    }

    /** Skips to the next multiple of {@code boundary}. */
    void align(int boundary) throws MalformedMessageException {
        int padding = Math.floorMod(-octets.position(), boundary);
        need(padding);
        octets.position(octets.position() + padding);
    }

    /**
     * Begins an array: returns the position at which it ends.
     *
     * @param elementBoundary the alignment of its elements
     */
    int arrayEnd(int elementBoundary) throws MalformedMessageException {
        int length = uint32();
        align(elementBoundary);
        if (length < 0 || length > octets.remaining()) {
            throw new MalformedMessageException("an array is longer than the message");
        }
        return octets.position() + length;
    }

    List<String> strings() throws MalformedMessageException {
        List<String> strings = new ArrayList<>();
        int end = arrayEnd(4);
        while (octets.position() < end) {
            strings.add(string());
        }
        endArray(end);
        return strings;
    }

    /** An array of structs of such types, each of them a string ({@code s}, {@code o}) or a number ({@code u}). */
    List<List<String>> structs(String types) throws MalformedMessageException {
        List<List<String>> structs = new ArrayList<>();
        int end = arrayEnd(8);
        while (octets.position() < end) {
            align(8);
            List<String> struct = new ArrayList<>();
            for (int i = 0; i < types.length(); i++) {
                struct.add(types.charAt(i) == 'u' ? Integer.toUnsignedString(uint32()) : string());
            }
            structs.add(struct);
        }
        endArray(end);
        return structs;
    }

    /** Checks that the last element of an array ended where the array does. */
    void endArray(int end) throws MalformedMessageException {
        if (octets.position() != end) {
            throw new MalformedMessageException("an array's last element reaches beyond it");
        }
    }

    /** Begins a variant, which must hold a value of that type. */
    void variant(String type) throws MalformedMessageException {
        String found = signature();
        if (!found.equals(type)) {
            throw new MalformedMessageException("a variant holds \"" + found + "\" instead of \"" + type + "\"");
        }
    }

    private void need(int count) throws MalformedMessageException {
        if (octets.remaining() < count) {
            throw new MalformedMessageException("it ends " + (count - octets.remaining()) + " octets too early");
        }
    }
}
