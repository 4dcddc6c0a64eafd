package org.usher.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.control.Question;

/**
 * The request that somebody asks about, from what was typed. Nothing in it is normalised, as a browser or a URL parser
 * would: that may be the very thing in question.
 */
final class Request {
    private static final Pattern URL = Pattern.compile("(?i:(https?)://([^/?#]*))?([^#]*)(#.*)?", Pattern.DOTALL);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:]*)(?::([0-9]{1,5}))?");
    private static final String LOOPBACK = "127.0.0.1";

    private final @Nullable String host;
    private final @Nullable String local;
    private final @Nullable String target;

    /**
     * What all URLs have in common.
     *
     * @param host overrides the Host field
     * @param local overrides the local address and port, as {@code ADDRESS:PORT}
     * @param target overrides the target
     */
    Request(@Nullable String host, @Nullable String local, @Nullable String target) {
        this.host = host;
        this.local = local;
        this.target = target;
    }

    /**
     * The question about {@code url}: {@code http://host:port/path}, or {@code /path} on this machine.
     *
     * @throws UsageException if it is neither
     */
    Question about(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || (parts.group(1) == null && !url.startsWith("/"))) {
            throw new UsageException("\"" + url + "\" begins neither with http://, https:// nor /");
        }
        String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2) == null ? "localhost" : parts.group(2);
        String asked = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
        Matcher where = HOST_AND_PORT.matcher(local == null ? authority : local);
        if (!where.matches()) {
            throw new UsageException("\"" + where.replaceAll("$0") + "\" is not HOST or HOST:PORT");
        }
        int port = where.group(2) == null ? (scheme.equals("https") ? 443 : 80) : Integer.parseInt(where.group(2));
        try {
            return new Question(
                    scheme,
                    address(where.group(1)),
                    port,
                    host == null ? authority : host,
                    target == null ? asked : target);
        } catch (IllegalArgumentException unfit) {
            throw new UsageException("\"" + url + "\": " + unfit.getMessage());
        }
    }

    /** An address is where it is sent to; a name is taken to lead to this machine. */
    private String address(String name) {
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return local != null || name.matches("[0-9]+(\\.[0-9]+){3}") ? name : LOOPBACK;
    }
}
