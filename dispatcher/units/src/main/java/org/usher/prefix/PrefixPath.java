package org.usher.prefix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import org.usher.path.PathSegments;
import org.usher.text.Printable;

/** The path of a prefix in its canonical spelling: plain segments, escaped only where they must be, and a slash at the end. */
final class PrefixPath {
    /** The octets that need an escape in a path (RFC 3986 §3.3), and {@code ;}, which no plain segment has. */
    private static final Pattern ESCAPED = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,=:@-]");

    private PrefixPath() {}

    /** Reads a path; an empty one is the root. */
    static String canonical(String text) throws PrefixException {
        if (text.isEmpty()) {
            return "/";
        }
        checkCharacters(text);
        PathSegments segments = new PathSegments(text.getBytes(UTF_8));
        StringBuilder canonical = new StringBuilder("/");
        while (segments.next()) {
            if (!segments.isPlain()) {
                throw ambiguous(segments);
            }
            if (!segments.isEmpty()) {
                String name = new String(segments.name(), ISO_8859_1);
                canonical.append(Printable.escaped(name, ESCAPED, "%%%02X")).append('/');
            }
        }
        return canonical.toString();
    }

    private static void checkCharacters(String text) throws PrefixException {
        if (text.indexOf('?') >= 0) {
            throw new PrefixException("has a query: write the path alone, since queries are never looked at");
        }
        if (text.indexOf('#') >= 0) {
            throw new PrefixException("has a fragment: write the path alone, since browsers never send fragments");
        }
        for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', percent + 1)) {
            String escape = text.substring(percent, Math.min(percent + 3, text.length()));
            if (!escape.matches("%[0-9A-Fa-f]{2}")) {
                throw new PrefixException(
                        "has the bad escape \"" + Printable.of(escape) + "\": write % and two hexadecimal digits");
            }
            int octet = Integer.parseInt(escape.substring(1), 16);
            if (octet < 0x20 || octet == 0x7f) {
                throw new PrefixException("has the control character " + escape + ": leave it out");
            }
        }
    }

    private static PrefixException ambiguous(PathSegments segments) {
        if (segments.isEmpty()) {
            return new PrefixException("has two slashes in a row in its path: write one");
        }
        String segment = Printable.of(segments.raw());
        String name = new String(segments.decodedFully(), UTF_8);
        return new PrefixException(
                name.equals(".") || name.equals("..")
                        ? "has the dot segment \"" + segment + "\": write the path that it leads to"
                        : "has the segment \"" + segment
                                + "\": leave out slash, backslash, semicolon and percent sign,"
                                + " escaped or not, since programs read them in different ways");
    }
}
