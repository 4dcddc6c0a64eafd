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

    /** A string or an object path. */
    String string() throws MalformedMessageException {
        return textOf(uint32());
    }

    String signature() throws MalformedMessageException {
        return textOf(octet());
    }

    /** A value of one of the types that are met in headers and structs, as text. */
    String text(String type) throws MalformedMessageException {
        return switch (type) {
            case "s", "o" -> string();
            case "g" -> signature();
            case "u" -> Integer.toUnsignedString(uint32());
            default -> throw new MalformedMessageException("nothing of the type \"" + type + "\" was expected");
        };
    }

    private String textOf(int length) throws MalformedMessageException {
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
        need(length);
        return octets.position() + length;
    }

    /** An array of strings. */
    List<String> strings() throws MalformedMessageException {
        return array(4, "s").stream().map(string -> string.get(0)).toList();
    }

    /** An array of structs, aligned so, whose members have such types, each of one letter. */
    List<List<String>> array(int boundary, String types) throws MalformedMessageException {
        List<List<String>> structs = new ArrayList<>();
        int end = arrayEnd(boundary);
        while (octets.position() < end) {
            align(boundary);
            List<String> struct = new ArrayList<>();
            for (int i = 0; i < types.length(); i++) {
                struct.add(text(types.substring(i, i + 1)));
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

    /** Throws unless so many octets follow; what is negative was meant to be more than any message has. */
    private void need(int count) throws MalformedMessageException {
        if (count < 0 || octets.remaining() < count) {
            throw new MalformedMessageException("it ends too early: " + Integer.toUnsignedString(count)
                    + " octets should follow, and " + octets.remaining() + " do");
        }
    }
}
