package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * What of a request's path is below the prefix by which the request came: of {@code /docs/a/b} by {@code /docs/},
 * {@code a/b}. Names are decoded, one character for an octet.
 */
final class PathBelow {
    private final String base;

    /** Takes a prefix in its canonical form, with or without scheme and authority; null: everything is below it. */
    PathBelow(@Nullable String prefix) {
        String path = prefix == null ? "/" : pathOf(prefix);
        String decoded = decoded(path.getBytes(ISO_8859_1));
        if (decoded == null) {
            throw new IllegalArgumentException("a prefix whose path is not plain: " + prefix);
        }
        this.base = decoded;
    }

    /** Returns the rest of {@code path}; null if it is not below the prefix, or programs read it in different ways. */
    @Nullable
    String of(byte[] path) {
        String decoded = decoded(path);
        if (decoded == null || decoded.length() < base.length() || !decoded.startsWith(base)) {
            return null;
        }
        if (base.endsWith("/") || decoded.length() == base.length()) {
            return decoded.substring(base.length());
        }
        return decoded.charAt(base.length()) == '/' ? decoded.substring(base.length() + 1) : null;
    }

    private static @Nullable String decoded(byte[] path) {
        if (isSimple(path)) {
            return new String(path, ISO_8859_1);
        }
        byte[] octets = new byte[path.length];
        int length = 0;
        for (int at = 0; at < path.length; at++) {
            if (isDotSegment(path, at)) { // apt asks for /debian/./Packages
                at++;
                continue;
            }
            boolean isEscape = path[at] == '%'; // two digits follow: the head scanner has seen to it
            int octet = isEscape ? digit(path[at + 1]) << 4 | digit(path[at + 2]) : path[at];
            if (isEscape ? octet == '/' : octet == ';' || octet == '\\') {
                return null;
            }
            octets[length++] = (byte) octet;
            at += isEscape ? 2 : 0;
        }
        String decoded = new String(octets, 0, length, ISO_8859_1);
        String closed = decoded + "/";
        boolean isPlain = !decoded.contains("//") && !closed.contains("/./") && !closed.contains("/../");
        return isPlain ? decoded : null;
    }

    /** Returns whether {@code /./} stands there, which everybody reads as a slash. */
    private static boolean isDotSegment(byte[] path, int at) {
        return at + 2 < path.length && path[at] == '/' && path[at + 1] == '.' && path[at + 2] == '/';
    }

    private static int digit(byte octet) {
        return Character.digit(octet, 16);
    }

    /** Returns whether nothing in it needs a second look: most paths. */
    private static boolean isSimple(byte[] path) {
        byte before = 0;
        for (byte octet : path) {
            boolean isMark = octet == '%' || octet == '\\' || octet == ';';
            if (isMark || (before == '/' && (octet == '/' || octet == '.'))) {
                return false;
            }
            before = octet;
        }
        return true;
    }

    private static String pathOf(String prefix) {
        int authority = prefix.indexOf("//");
        int slash = prefix.indexOf('/', authority < 0 ? 0 : authority + 2);
        return slash < 0 ? "/" : prefix.substring(slash);
    }
}
