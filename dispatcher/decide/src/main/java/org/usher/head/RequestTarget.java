package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;
import org.usher.text.Printable;

/**
 * The target of a request (RFC 9112 §3.2), taken apart: origin form, absolute form, or the {@code *} of OPTIONS.
 *
 * @param octets the target as it was sent
 * @param scheme of the absolute form, lower case; null in the other forms
 * @param host of the absolute form's authority; null in the other forms
 * @param path see {@link Head#path()}
 */
@SuppressWarnings("ArrayRecordComponent") // Lives only until its components are in a Head.
record RequestTarget(byte[] octets, @Nullable String scheme, @Nullable String host, byte[] path)
        implements TargetReading {

    private static final byte[] ROOT = {'/'};

    /** Returns where the target ends that begins before {@code at}: at a blank or a control octet. */
    static int end(byte[] stream, int at, int to) {
        int end = at;
        while (end < to && Fields.isVisible(stream[end])) {
            end++;
        }
        return end;
    }

    /** Reads the target of a request with this method; it is not empty and holds no blank or control octet. */
    static TargetReading read(String method, byte[] target) {
        if (target[0] == '/') {
            return withPath(target, null, null, 0);
        }
        if (target.length == 1 && target[0] == '*') {
            return asterisk(method, target);
        }
        int colon = schemeEnd(target);
        if (colon > 0 && new String(target, ISO_8859_1).startsWith("://", colon)) {
            return absolute(target, colon);
        }
        return new Malformed(
                Refusal.BAD_REQUEST,
                "The target \"" + Printable.of(target, 0, target.length)
                        + "\" is neither a path nor a URL with its host.");
    }

    private static TargetReading asterisk(String method, byte[] target) {
        if (method.equals("OPTIONS")) {
            return new RequestTarget(target, null, null, ROOT);
        }
        if (method.equals("PRI")) { // The HTTP/2 preface (RFC 9113 §3.4).
            return new Malformed(Refusal.VERSION_NOT_SUPPORTED, "HTTP/2 is not supported here.");
        }
        return Malformed.of("Only OPTIONS may have the target \"*\".");
    }

    private static TargetReading absolute(byte[] target, int colon) {
        String scheme = new String(target, 0, colon, ISO_8859_1).toLowerCase(Locale.ROOT);
        int from = colon + 3;
        int to = indexOfAny("/?", target, from);
        String host = Authority.host(target, from, to);
        if (host == null) {
            return new Malformed(
                    Refusal.BAD_HOST,
                    "The target names the host \"" + Printable.of(target, from, to) + "\", which is not a host.");
        }
        return withPath(target, scheme, host, to);
    }

    private static TargetReading withPath(byte[] target, @Nullable String scheme, @Nullable String host, int from) {
        int to = indexOfAny("?", target, from);
        for (int i = from; i < to; i++) {
            if (target[i] == '#' || (target[i] == '%' && !isGoodEscape(target, i, to))) {
                return new Malformed(
                        Refusal.BAD_PATH,
                        "The path has \"" + Printable.of(target, i, Math.min(i + 3, to)) + "\" after " + (i - from)
                                + " octets.");
            }
        }
        if (from == to) {
            return new RequestTarget(target, scheme, host, ROOT);
        }
        byte[] path = from == 0 && to == target.length ? target : Arrays.copyOfRange(target, from, to);
        return new RequestTarget(target, scheme, host, path);
    }

    private static boolean isGoodEscape(byte[] path, int percent, int to) {
        return percent + 2 < to
                && Character.digit(path[percent + 1], 16) >= 0
                && Character.digit(path[percent + 2], 16) >= 0
                && (path[percent + 1] != '0' || path[percent + 2] != '0');
    }

    /** Index of the colon after a scheme (RFC 3986 §3.1), or -1. */
    private static int schemeEnd(byte[] target) {
        int end = 0;
        while (end < target.length && (Authority.isAlphanumeric(target[end]) || "+-.".indexOf(target[end]) >= 0)) {
            end++;
        }
        return end < target.length && target[end] == ':' && Character.isLetter(target[0]) ? end : -1;
    }

    /** Index of the first of these characters, or the length. */
    private static int indexOfAny(String characters, byte[] octets, int from) {
        int at = from;
        while (at < octets.length && characters.indexOf(octets[at]) < 0) {
            at++;
        }
        return at;
    }
}
