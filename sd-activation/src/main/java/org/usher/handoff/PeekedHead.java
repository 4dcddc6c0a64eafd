package org.usher.handoff;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that stands unread, as far as a further request is decided by it. Where two programs could read
 * it in two ways it has no target, and so is nobody's but the dispatcher's, which refuses it.
 *
 * @param length octets up to and including the blank line, with an empty line before the request line
 * @param method the method; empty if this is no head of HTTP/1
 * @param target the request target; empty if the head is not clear
 * @param host the value of the Host field; null unless there is exactly one
 * @param body the body that follows, at its beginning; unclear if the head does not say how long it is
 * @param last whether no further request may follow it (PROTOCOL.md, rule 17)
 * @param upgrades whether it asks for another protocol, so that a 101 may be the answer
 */
record PeekedHead(
        int length, String method, String target, @Nullable String host, BodyEnd body, boolean last, boolean upgrades) {
    private static final Pattern REQUEST_LINE = Pattern.compile("[!-~]+ [!-~\\x80-\\xff]+ HTTP/1\\.[01]");
    private static final Pattern FIELD_LINE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Returns the head at the beginning of these octets; null if it is not complete. */
    static @Nullable PeekedHead of(byte[] octets) {
        int start = isLineEnd(octets, 0) ? 2 : 0; // RFC 9112 §2.2
        int end = start;
        while (end < octets.length && !(isLineEnd(octets, end) && isLineEnd(octets, end + 2))) {
            end++;
        }
        if (end == octets.length) {
            return null;
        }
        String text = new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
        List<String> lines = List.of(text.split("\r\n", -1));
        List<String> fields = lines.subList(1, lines.size());
        if (!REQUEST_LINE.matcher(lines.get(0)).matches()) {
            return unknown(end + 4);
        }
        List<String> request = List.of(lines.get(0).split(" ", -1));
        List<String> hosts = values(fields, "host");
        boolean keepsAlive = request.get(2).equals("HTTP/1.1")
                && !request.get(0).equals("CONNECT")
                && values(fields, "connection").stream()
                        .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
        BodyEnd body = body(fields, request.get(2));
        boolean clear = !body.isBroken()
                && fields.stream().allMatch(field -> FIELD_LINE.matcher(field).matches());
        return new PeekedHead(
                end + 4,
                request.get(0),
                clear ? request.get(1) : "",
                hosts.size() == 1 ? hosts.get(0) : null,
                body,
                !keepsAlive,
                !values(fields, "upgrade").isEmpty());
    }

    /** What is no head of HTTP/1: everything that comes belongs to it. */
    static PeekedHead unknown(int length) {
        return new PeekedHead(length, "", "", null, BodyEnd.never(), true, false);
    }

    /** Returns whether its answer has no body, whatever its fields say. */
    boolean asksHead() {
        return method.equals("HEAD");
    }

    static BodyEnd body(List<String> fields, String version) {
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        if (codings.isEmpty() && lengths.isEmpty()) {
            return BodyEnd.after(0);
        }
        if (codings.isEmpty()
                && lengths.size() == 1
                && LENGTH.matcher(lengths.get(0)).matches()) {
            return BodyEnd.after(Long.parseLong(lengths.get(0)));
        }
        boolean chunked = version.equals("HTTP/1.1")
                && lengths.isEmpty()
                && codings.size() == 1
                && codings.get(0).equalsIgnoreCase("chunked");
        return chunked ? BodyEnd.chunked() : BodyEnd.unclear();
    }

    static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(field -> field.substring(name.length() + 1).strip())
                .toList();
    }

    private static boolean isLineEnd(byte[] octets, int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }
}
