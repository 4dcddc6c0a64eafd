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
 * The rule of the settled route a second time, written from its text as plainly and slowly as can be: strings, lists, and
 * patterns. What {@link PathTree} must agree with.
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
        String[] parts = path.substring(1).split("/", -1);
        PathReference place = this;
        String answer = claim;
        int i = 0;
        while (i < parts.length && !isOdd(parts, i) && place.kids.containsKey(decodeOnce(parts[i]))) {
            place = Objects.requireNonNull(place.kids.get(decodeOnce(parts[i++])));
            answer = place.claim == null ? answer : place.claim;
        }
        boolean plainRest = true;
        for (int k = i; k < parts.length; k++) {
            plainRest &= !isOdd(parts, k);
        }
        return plainRest || place.isSettled(parts, i) ? answer : AMBIGUOUS;
    }

    private boolean isSettled(String[] parts, int walked) {
        int below = 0;
        boolean authority =
                walked == 0 && isOdd(parts, 0) && decodeAll(parts[0]).matches("(?s)|[/\\\\].*");
        for (int k = walked; k < parts.length; k++) {
            if (parts[k].isEmpty()) {
                continue;
            }
            int names = 0;
            if (!isOdd(parts, k)) {
                if (below == 0 && kids.containsKey(decodeOnce(parts[k]))) {
                    return false;
                }
                names = 1;
            } else {
                boolean semicolon = false;
                for (String piece : decodeAll(parts[k]).split("[/\\\\]", -1)) {
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

    private static boolean isOdd(String[] parts, int k) {
        String part = parts[k];
        if (part.isEmpty()) {
            return k < parts.length - 1;
        }
        String name = decodeOnce(part);
        return part.contains("\\") || part.contains(";") || name.matches("(?s)\\.|\\.\\.|.*[/\\\\;%].*");
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
