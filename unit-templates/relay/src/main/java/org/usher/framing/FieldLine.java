package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** A walk over the field lines of a well-formed head: the line that it stands at. */
public final class FieldLine {
    private final byte[] octets;
    private final int end;
    private int start;
    private int nameEnd;
    private int lineEnd;

    /**
     * Stands before the first field line.
     *
     * @param from where the start line begins
     * @param end where the head ends, the blank line included
     */
    public FieldLine(byte[] octets, int from, int end) {
        this.octets = octets;
        this.end = end - 2;
        this.lineEnd = lineEndAfter(from);
    }

    /** Goes on to the next line; returns whether there is one. */
    public boolean next() {
        start = lineEnd;
        if (start >= end) {
            return false;
        }
        nameEnd = start;
        while (octets[nameEnd] != ':') {
            nameEnd++;
        }
        lineEnd = lineEndAfter(nameEnd);
        return true;
    }

    /** Where the line begins. */
    int start() {
        return start;
    }

    /** Where the next line begins; before the first {@link #next}, where the field lines do. */
    int end() {
        return lineEnd;
    }

    public int nameLength() {
        return nameEnd - start;
    }

    /** Returns whether the name is this one, in whatever case. */
    public boolean is(String lowerCase) {
        if (nameLength() != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lowerCase(octets[start + i]) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether the name begins so. A {@code _} counts as a {@code -}: programs that are told of fields by
     * variables of their environment (RFC 3875) see no difference.
     */
    boolean looksLike(String lowerCase) {
        if (nameLength() < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            byte octet = octets[start + i];
            if ((octet == '_' ? '-' : lowerCase(octet)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String lowerCaseName() {
        return new String(octets, start, nameLength(), ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    /** The value without the blanks around it. */
    public String value() {
        int from = nameEnd + 1;
        int to = lineEnd - 2;
        while (from < to && isBlank(octets[from])) {
            from++;
        }
        while (to > from && isBlank(octets[to - 1])) {
            to--;
        }
        return new String(octets, from, to - from, ISO_8859_1);
    }

    private int lineEndAfter(int from) {
        int at = from;
        while (octets[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static int lowerCase(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
