package org.usher.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.report.Question;

/**
 * Reads what was typed as a question about a request. Nothing is normalised, as a browser or a URL parser would: that may
 * be the very thing in question. {@code \xNN} stands for the octet NN wherever it is.
 *
 * @param host overrides the Host field of each URL
 * @param local overrides the local address and port, as {@code ADDRESS:PORT}
 * @param target overrides the target
 */
record QuestionReader(@Nullable String host, @Nullable String local, @Nullable String target) {
    private static final Pattern URL = Pattern.compile("(?i:(https?)://([^/?#]*))?([^#]*)(#.*)?", Pattern.DOTALL);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:]*)(?::([0-9]{1,5}))?");
    private static final Pattern BRACKETS = Pattern.compile("^\\[(.*)]$", Pattern.DOTALL);
    /** What is written for the host of a request without one. */
    private static final String NO_HOST = "(none)";

    /**
     * The question about {@code url}: {@code http://host:port/path}, or {@code /path} on this machine.
     *
     * @throws IllegalArgumentException if it is neither
     */
    Question about(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || (parts.group(1) == null && !url.startsWith("/"))) {
            throw new IllegalArgumentException("\"" + url + "\" does not begin with http://, https:// or /");
        }
        String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2) == null ? "localhost" : parts.group(2);
        String asked = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
        String sent = host == null ? authority : host;
        if (local != null) {
            return of(scheme, sent, local, target == null ? asked : target);
        }
        Matcher where = HOST_AND_PORT.matcher(authority);
        if (!where.matches()) {
            throw new IllegalArgumentException("\"" + authority + "\" is not HOST or HOST:PORT");
        }
        String port = where.group(2) == null ? (scheme.equals("https") ? "443" : "80") : where.group(2);
        return of(scheme, sent, address(where.group(1)) + ":" + port, target == null ? asked : target);
    }

    /**
     * The question about a request.
     *
     * @param host the Host field as it would be sent, or {@value #NO_HOST}
     * @param local the address and port that it would arrive at, as {@code ADDRESS:PORT}
     * @param target the target as it would be sent
     * @throws IllegalArgumentException if {@code local} is something else
     */
    static Question of(String scheme, String host, String local, String target) {
        int colon = local.lastIndexOf(':');
        String address = colon < 0 ? local : local.substring(0, colon);
        try {
            return new Question(
                    scheme,
                    BRACKETS.matcher(address).replaceFirst("$1"),
                    Integer.parseInt(local.substring(colon + 1)),
                    host.equals(NO_HOST) ? null : host,
                    target);
        } catch (NumberFormatException noPort) {
            throw new IllegalArgumentException("\"" + local + "\" is not ADDRESS:PORT");
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("\"" + local + "\": " + unfit.getMessage());
        }
    }

    /** An address is where it is sent to; a name is taken to lead to this machine. */
    private static String address(String name) {
        return IpAddress.parse(BRACKETS.matcher(name).replaceFirst("$1")) == null ? "127.0.0.1" : name;
    }
}
