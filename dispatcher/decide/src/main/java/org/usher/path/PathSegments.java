package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A cursor over the parts of a path: what stands between its slashes. A part is <em>plain</em> if all programs read it as
 * the same one name: it is empty and last, or it is not empty, has no {@code \} or {@code ;}, and after one decoding is
 * not {@code .} or {@code ..} and has no {@code / \ ; %}. All others are odd.
 */
public final class PathSegments {
    private static final byte SEPARATOR = 1;
    private static final byte ESCAPE = 2;
    private static final byte ODD = 4;
    private static final byte[] KINDS = kinds();

    private final byte[] path;
    private int from;
    private int to;
    private boolean plain;

    /** Where a part begins from which on all are plain; behind the end as long as none is known. */
    private int plainFrom;

    /** The name of a plain part: these octets, from {@link #nameFrom} to {@link #nameTo}. */
    private byte[] nameOctets;

    private int nameFrom;
    private int nameTo;

    /** A cursor before the first part of a path that begins with {@code /}; the path is not kept longer nor changed. */
    public PathSegments(byte[] path) {
        this.path = path;
        this.nameOctets = path;
        this.plainFrom = path.length + 1;
    }

    /** Goes to the next part, if there is one. */
    public boolean next() {
        if (to == path.length) {
            return false;
        }
        goTo(to + 1);
        return true;
    }

    /** Goes back before the first part. */
    void rewind() {
        to = 0;
    }

    /** Whether the present part and all after it are plain. If so, this may have moved on to a later one. */
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

    /** Whether all programs read the present part as the same one name. */
    public boolean isPlain() {
        return plain;
    }

    /** Whether the present part has no octets. */
    public boolean isEmpty() {
        return from == to;
    }

    /** The name of this plain part, decoded, one character per octet. */
    String plainName() {
        return new String(nameOctets, nameFrom, nameTo - nameFrom, ISO_8859_1);
    }

    /** The name of this plain part, decoded. */
    public byte[] name() {
        return Arrays.copyOfRange(nameOctets, nameFrom, nameTo);
    }

    /** The part as it stands in the path, one character per octet. */
    public String raw() {
        return new String(path, from, to - from, ISO_8859_1);
    }

    /** The part decoded until nothing changes. */
    public byte[] decodedFully() {
        return Escapes.decodeFully(path, from, to);
    }

    private boolean isPlain(int kinds) {
        if (from == to) {
            nameOctets = path;
            nameFrom = nameTo = from;
            return to == path.length;
        }
        if ((kinds & ODD) != 0) {
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
        kinds['\\'] = ODD;
        kinds[';'] = ODD;
        return kinds;
    }
}
