package org.usher.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@link PathTree} and {@link AmbiguityCheck} a second time, written as plainly and slowly as can be, with
 * strings, lists and patterns. The two must agree.
 */
public final class PathReference {
    /** The answer that is none. */
    public static final String AMBIGUOUS = "(ambiguous)";

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    private final Map<String, PathReference> kids = new HashMap<>();
    private @Nullable String claim;

    /** Claims a path for a unit. */
    public void claim(String path, String unit) {
        PathReference place = this;
        for (String name : path.split("/", -1)) {
            place = name.isEmpty() ? place : place.kids.computeIfAbsent(decodeOnce(name), n -> new PathReference());
        }
        place.claim = unit;
    }

    /** The claim that a path leads to, {@link #AMBIGUOUS}, or null. */
    public @Nullable String route(String path) {
        String[] segments = path.substring(1).split("/", -1);
        PathReference place = this;
        String answer = claim;
        int i = 0;
        while (i < segments.length && !isAmbiguous(segments, i) && place.kids.containsKey(decodeOnce(segments[i]))) {
            place = Objects.requireNonNull(place.kids.get(decodeOnce(segments[i++])));
            answer = place.claim == null ? answer : place.claim;
        }
        boolean plainRest = true;
        for (int k = i; k < segments.length; k++) {
            plainRest &= !isAmbiguous(segments, k);
        }
        return plainRest || place.isSettled(segments, i) ? answer : AMBIGUOUS;
    }

    private boolean isSettled(String[] segments, int walked) {
        int below = 0;
        boolean authority = walked == 0
                && isAmbiguous(segments, 0)
                && decodeAll(segments[0]).matches("(?s)|[/\\\\].*");
        for (int k = walked; k < segments.length; k++) {
            if (segments[k].isEmpty()) {
                continue;
            }
            int names = 0;
            if (!isAmbiguous(segments, k)) {
                if (below == 0 && kids.containsKey(decodeOnce(segments[k]))) {
                    return false;
                }
                names = 1;
            } else {
                boolean semicolon = false;
                for (String piece : decodeAll(segments[k]).split("[/\\\\]", -1)) {
                    String name = piece.split(";", -1)[0];
                    if (name.equals("..")) {
                        if (names == 1) {
                            names = 0;
                        } else if (below > 0) {
                            below--;
                        } else if (walked > 0) {
                            return false;
                        }
                    } else if (!List.of("", ".").contains(name)) {
                        if (below == 0 && names == 0 && kids.containsKey(name)) {
                            return false;
                        }
                        names = semicolon || authority ? names : 1;
                    }
                    semicolon |= piece.contains(";");
                }
            }
            below += authority ? 0 : names;
            authority = false;
        }
        return true;
    }

    private static boolean isAmbiguous(String[] segments, int k) {
        String segment = segments[k];
        if (segment.isEmpty()) {
            return k < segments.length - 1;
        }
        String name = decodeOnce(segment);
        return segment.contains("\\") || segment.contains(";") || name.matches("(?s)\\.|\\.\\.|.*[/\\\\;%].*");
    }

    /** Decodes until nothing changes. */
    public static String decodeAll(String text) {
        String decoded = decodeOnce(text);
        return decoded.equals(text) ? text : decodeAll(decoded);
    }

    /** Decodes every {@code %XX} once. */
    public static String decodeOnce(String text) {
        Matcher escape = ESCAPE.matcher(text);
        List<String> pieces = new ArrayList<>();
        int end = 0;
        while (escape.find()) {
            pieces.add(text.substring(end, escape.start()));
            pieces.add(String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
            end = escape.end();
        }
        return String.join("", pieces) + text.substring(end);
    }
}
