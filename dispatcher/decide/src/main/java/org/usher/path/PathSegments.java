package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A cursor over the segments of a path: what stands between its slashes. A segment is <em>plain</em> if all programs read
 * it as the same one name: it is empty and last, or it is not empty, has no {@code \} or {@code ;}, and after one decoding
 * is not {@code .} or {@code ..} and has no {@code / \ ; %}. Every other segment is ambiguous.
 */
public final class PathSegments {
    private static final byte SEPARATOR = 1;
    private static final byte ESCAPE = 2;
    private static final byte AMBIGUOUS = 4;
    private static final byte[] KINDS = kinds();

    private final byte[] path;
    private int from;
    private int to;
    private boolean plain;

    /** Where a segment begins from which on all are plain; beyond the end while none is known. */
    private int plainFrom;

    /** The name of a plain segment: these octets, from {@link #nameFrom} to {@link #nameTo}. */
    private byte[] nameOctets;

    private int nameFrom;
    private int nameTo;

    /** Makes a cursor before the first segment of a path, which begins with {@code /} and is not changed. */
    public PathSegments(byte[] path) {
        this.path = path;
        this.nameOctets = path;
        this.plainFrom = path.length + 1;
    }

    /** The names of a path all of whose segments are plain, one character per octet. */
    public static List<String> names(String plainPath) {
        List<String> names = new ArrayList<>();
        PathSegments segments = new PathSegments(plainPath.getBytes(US_ASCII));
        while (segments.next() && !segments.isEmpty()) {
            names.add(segments.plainName());
        }
        return names;
    }

    /** Goes to the next segment, if there is one. */
    public boolean next() {
        if (to == path.length) {
            return false;
        }
        goTo(to + 1);
        return true;
    }

    /** Goes back before the first segment. */
    void rewind() {
        to = 0;
    }

    /** Whether the present segment and all after it are plain. If so, the cursor may have moved on to a later one. */
    boolean isRestPlain() {
        int here = from;
        while (plain) {
            if (from >= plainFrom || !next()) {
                plainFrom = Math.min(plainFrom, here);
                return true;
            }
        }
        goTo(here);
        return false;
    }

    private void goTo(int start) {
        from = start;
        int kinds = 0;
        int at = start;
        while (at < path.length && path[at] != '/') {
            kinds |= KINDS[path[at] & 0xff];
            at++;
        }
        to = at;
        plain = isPlain(kinds);
    }

    /** Whether all programs read the present segment as the same one name. */
    public boolean isPlain() {
        return plain;
    }

    /** Whether the present segment has no octets. */
    public boolean isEmpty() {
        return from == to;
    }

    /** The name of this plain segment, decoded, one character per octet. */
    String plainName() {
        return new String(nameOctets, nameFrom, nameTo - nameFrom, ISO_8859_1);
    }

    /** The name of this plain segment, decoded. */
    public byte[] name() {
        return Arrays.copyOfRange(nameOctets, nameFrom, nameTo);
    }

    /** The segment as it stands in the path, one character per octet. */
    public String raw() {
        return new String(path, from, to - from, ISO_8859_1);
    }

    /** The segment decoded until nothing changes. */
    public byte[] decodedFully() {
        return Escapes.decodeFully(path, from, to);
    }

    private boolean isPlain(int kinds) {
        if (from == to) {
            nameOctets = path;
            nameFrom = nameTo = from;
            return to == path.length;
        }
        if ((kinds & AMBIGUOUS) != 0) {
            return false;
        }
        if ((kinds & ESCAPE) == 0) {
            nameOctets = path;
            nameFrom = from;
            nameTo = to;
            return !isDots();
        }
        nameOctets = Escapes.decodeOnce(path, from, to);
        nameFrom = 0;
        nameTo = nameOctets.length;
        for (byte octet : nameOctets) {
            if (KINDS[octet & 0xff] != 0) {
                return false;
            }
        }
        return !isDots();
    }

    private boolean isDots() {
        int length = nameTo - nameFrom;
        return length <= 2 && nameOctets[nameFrom] == '.' && nameOctets[nameTo - 1] == '.';
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        kinds['/'] = SEPARATOR;
        kinds['%'] = ESCAPE;
        kinds['\\'] = AMBIGUOUS;
        kinds[';'] = AMBIGUOUS;
        return kinds;
    }
}
