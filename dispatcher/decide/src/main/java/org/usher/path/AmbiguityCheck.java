package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch.Ambiguous;

/**
 * The second look at a path that has an ambiguous segment, from the place where the walk along plain segments ended: does
 * some program read the rest so that it leaves that place, upwards or into one of its children?
 *
 * <p>Programs decode escapes once, more often or not at all; take {@code \} and escaped slashes for separators or not; cut
 * {@code ;parameters} before decoding, after it or never; keep or drop empty segments; remove dot segments or not; and
 * take what follows a leading {@code //} for an authority. The check reads the most that any of them can make of the
 * rest. A name counts as lying below the place only if it does so in all of these readings, for only then does a
 * following {@code ..} stay inside.
 *
 * <p>With {@code /}, {@code /wiki/} and {@code /wiki/api/} held:
 *
 * <pre>
 *  path              place    the rest, read on                                          result
 *  /wiki/x/../y      /wiki/   x lies below; .. takes it back; y is no child              /wiki/
 *  /wiki/x;%2f../y   /wiki/   x lies below, and .. takes it back, cut at the ; or not    /wiki/
 *  /wiki/..%2fx      /wiki/   .. may be a segment, and nothing lies below to take back   ambiguous
 *  /wiki%2fapi       /        wiki may be a segment, and is a child                      ambiguous
 *  /wiki//api        /wiki/   the empty segment may vanish, and api is a child           ambiguous
 *  //x/wiki/y        /        x may be an authority: it does not count; wiki is a child  ambiguous
 * </pre>
 */
final class AmbiguityCheck {
    private static final String SEPARATORS = "/\\";

    private final PathTree<?> place;
    private final boolean atRoot;

    /** Segments read so far that lie below the place in all readings, less those that {@code ..} took back. */
    private int below;

    /**
     * Whether the next segment that is not empty may be read as an authority, and so not as a part of the path: the whole
     * of it, or up to a separator in it (url.spec.whatwg.org, "authority state", ends at a backslash).
     */
    private boolean authorityNext;

    AmbiguityCheck(PathTree<?> place, boolean atRoot) {
        this.place = place;
        this.atRoot = atRoot;
    }

    /** Reads from the present segment to the last; returns the first one that may lead elsewhere, or null. */
    @Nullable
    Ambiguous check(PathSegments segments) {
        authorityNext = atRoot && beginsLikeAuthority(segments);
        do {
            String elsewhere = segments.isPlain() ? readPlain(segments) : readAmbiguous(segments);
            if (elsewhere != null) {
                return new Ambiguous(segments.raw(), elsewhere);
            }
        } while (segments.next());
        return null;
    }

    private static boolean beginsLikeAuthority(PathSegments segments) {
        byte[] text = segments.decodedFully();
        return text.length == 0 || SEPARATORS.indexOf(text[0]) >= 0;
    }

    /** Returns the name that may lead elsewhere, or null. */
    private @Nullable String readPlain(PathSegments segments) {
        if (segments.isEmpty()) {
            return null;
        }
        if (below == 0 && place.child(segments.plainName()) != null) {
            return new String(segments.name(), ISO_8859_1);
        }
        count(true);
        return null;
    }

    /** Returns the name that may lead elsewhere, or null. */
    private @Nullable String readAmbiguous(PathSegments segments) {
        byte[] text = segments.decodedFully();
        boolean named = false;
        boolean mayBeCut = false; // After a parameter: to some programs the rest of the segment does not exist.
        for (int from = 0; from <= text.length; ) {
            int to = end(text, from, text.length, SEPARATORS);
            int nameEnd = end(text, from, to, ";"); // a parameter begins there
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
        if (!segments.isEmpty()) {
            count(named);
        }
        return null;
    }

    /** Takes one segment back; false if that may leave the place. Nothing lies above the root. */
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

    private static int end(byte[] text, int from, int to, String stops) {
        int at = from;
        while (at < to && stops.indexOf(text[at]) < 0) {
            at++;
        }
        return at;
    }
}
