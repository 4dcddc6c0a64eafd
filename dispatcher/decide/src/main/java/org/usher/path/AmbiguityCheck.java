package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The second look at a path with odd parts, from the place where the walk along plain parts ended: whether some program
 * reads the rest so that it leaves that place, upwards or into one of its children.
 *
 * <p>It covers decoding once or more, {@code \} and escaped slashes taken for separators or not, parameters after
 * {@code ;} cut before or after decoding or kept, empty parts kept or dropped, dot segments removed or not, and a path
 * that begins with two slashes taken for an authority. A name counts as lying below the place only if it does so in all
 * of these readings.
 */
final class AmbiguityCheck {
    private final PathTree<?> place;
    private final boolean atRoot;

    /** Parts read so far that surely lie below the place, less those that {@code ..} took back. */
    private int below;
    /**
     * Whether the next part that is not empty may be taken for an authority, and so for no part of the path: as a whole, or
     * up to a separator in it (url.spec.whatwg.org, "authority state", ends at a backslash).
     */
    private boolean authorityNext;

    AmbiguityCheck(PathTree<?> place, boolean atRoot) {
        this.place = place;
        this.atRoot = atRoot;
    }

    /** Reads from the present part to the last: the place's own answer, unless a reading leads elsewhere. */
    PathMatch settle(PathSegments parts) {
        authorityNext = atRoot && beginsLikeAuthority(parts);
        do {
            String elsewhere = parts.isPlain() ? readPlain(parts) : readOdd(parts);
            if (elsewhere != null) {
                return new PathMatch.Ambiguous(parts.raw(), elsewhere);
            }
        } while (parts.next());
        return place.answer();
    }

    private static boolean beginsLikeAuthority(PathSegments parts) {
        byte[] text = parts.decodedFully();
        return text.length == 0 || isSeparator(text[0]);
    }

    /** The piece that may lead elsewhere, or null. */
    private @Nullable String readPlain(PathSegments parts) {
        if (parts.isEmpty()) {
            return null;
        }
        if (below == 0 && place.child(parts.plainName()) != null) {
            return new String(parts.name(), ISO_8859_1);
        }
        count(true);
        return null;
    }

    /** The piece that may lead elsewhere, or null. */
    private @Nullable String readOdd(PathSegments parts) {
        byte[] text = parts.decodedFully();
        boolean named = false;
        boolean mayBeCut = false; // A parameter came earlier: to some programs the rest of the part does not exist.
        for (int from = 0; from <= text.length; ) {
            int to = end(text, from);
            int nameEnd = parameterStart(text, from, to);
            String name = new String(text, from, nameEnd - from, ISO_8859_1);
            if (name.equals("..")) {
                if (!named && !climb()) {
                    return name;
                }
                named = false;
            } else if (!name.isEmpty() && !name.equals(".")) {
                if (below == 0 && !named && place.hasChild(text, from, nameEnd)) {
                    return name;
                }
                named |= !mayBeCut && !authorityNext;
            }
            mayBeCut |= nameEnd < to;
            from = to + 1;
        }
        if (!parts.isEmpty()) {
            count(named);
        }
        return null;
    }

    /** Takes one part back; false if that may leave the place. Above the root there is nothing. */
    private boolean climb() {
        if (below > 0) {
            below--;
            return true;
        }
        return atRoot;
    }

    private void count(boolean named) {
        if (named && !authorityNext) {
            below++;
        }
        authorityNext = false;
    }

    private static int end(byte[] text, int from) {
        int at = from;
        while (at < text.length && !isSeparator(text[at])) {
            at++;
        }
        return at;
    }

    private static int parameterStart(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != ';') {
            at++;
        }
        return at;
    }

    private static boolean isSeparator(byte octet) {
        return octet == '/' || octet == '\\';
    }
}
