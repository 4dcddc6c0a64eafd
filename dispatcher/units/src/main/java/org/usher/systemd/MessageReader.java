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
    /** The specification allows 32 arrays in 32 structs. */
    private static final int DEPTH_MAX = 64;

    private final ByteBuffer octets;

    /** Reads from the position of {@code octets} to its limit; index 0 is where the alignment counts from. */
    MessageReader(ByteBuffer octets) {
        this.octets = octets;
    }

    int position() {
        return octets.position();
    }

    boolean hasMore() {
        return octets.hasRemaining();
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
        return text(uint32());
    }

    String signature() throws MalformedMessageException {
        return text(octet());
    }

    private String text(int length) throws MalformedMessageException {
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

    /** Skips a variant, whatever it holds. */
    void skipVariant() throws MalformedMessageException {
        skipVariant(0);
    }

    private void skipVariant(int depth) throws MalformedMessageException {
        String type = signature();
        int end = skip(type, 0, depth + 1);
        if (end != type.length()) {
            throw new MalformedMessageException("a variant holds more than one type");
        }
    }

    /** Skips one value of the complete type at {@code at}; returns where in {@code types} the next one begins. */
    private int skip(String types, int at, int depth) throws MalformedMessageException {
        if (at >= types.length() || depth > DEPTH_MAX) {
            throw new MalformedMessageException("the signature \"" + types + "\" is incomplete or too deep");
        }
        char type = types.charAt(at);
        switch (type) {
            case 'y' -> skipFixed(1);
            case 'n', 'q' -> skipFixed(2);
            case 'b', 'i', 'u', 'h' -> skipFixed(4);
            case 'x', 't', 'd' -> skipFixed(8);
            case 's', 'o' -> string();
            case 'g' -> signature();
            case 'v' -> skipVariant(depth);
            case 'a' -> {
                return skipArray(types, at + 1);
            }
            case '(', '{' -> {
                align(8);
                int next = at + 1;
                while (next < types.length() && types.charAt(next) != (type == '(' ? ')' : '}')) {
                    next = skip(types, next, depth + 1);
                }
                return next + 1;
            }
            default -> throw new MalformedMessageException("the signature \"" + types + "\" has no type " + type);
        }
        return at + 1;
    }

    /** Skips an array by its length; its element type is only passed over. */
    private int skipArray(String types, int element) throws MalformedMessageException {
        char type = element < types.length() ? types.charAt(element) : '?';
        octets.position(arrayEnd("xtd({".indexOf(type) >= 0 ? 8 : 1));
        int next = element;
        while (next < types.length() && types.charAt(next) == 'a') {
            next++;
        }
        int open = 0;
        do {
            if (next >= types.length()) {
                throw new MalformedMessageException("the signature \"" + types + "\" is incomplete");
            }
            char each = types.charAt(next++);
            open += "({".indexOf(each) >= 0 ? 1 : ")}".indexOf(each) >= 0 ? -1 : 0;
        } while (open > 0);
        return next;
    }

    private void skipFixed(int length) throws MalformedMessageException {
        align(length);
        need(length);
        octets.position(octets.position() + length);
    }

    private void need(int count) throws MalformedMessageException {
        if (octets.remaining() < count) {
            throw new MalformedMessageException("it ends " + (count - octets.remaining()) + " octets too early");
        }
    }
}
