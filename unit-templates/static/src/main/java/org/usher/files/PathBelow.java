package org.usher.files;

import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/** What of a request's path is below the prefix by which the request came: of {@code /docs/a/b} by {@code /docs/}, {@code a/b}. */
final class PathBelow {
    private PathBelow() {}

    /**
     * Returns the rest of {@code path}; null if there is none because the path is not below the prefix.
     *
     * @param prefix in its canonical form, with or without scheme and authority; null: everything is below it
     * @param path with its percent-encodings, dots resolved
     * @throws IllegalArgumentException if an encoding is malformed
     */
    static @Nullable String of(@Nullable String prefix, String path) {
        String decoded = URIUtil.decodePath(path);
        String base = prefix == null ? "/" : URIUtil.decodePath(pathOf(prefix));
        if (!base.endsWith("/")) {
            if (decoded.equals(base)) {
                return "";
            }
            base += "/";
        }
        return decoded.startsWith(base) ? decoded.substring(base.length()) : null;
    }

    private static String pathOf(String prefix) {
        int authority = prefix.indexOf("//");
        int slash = prefix.indexOf('/', authority < 0 ? 0 : authority + 2);
        return slash < 0 ? "/" : prefix.substring(slash);
    }
}
