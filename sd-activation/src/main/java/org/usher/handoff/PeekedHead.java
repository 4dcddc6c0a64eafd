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
 * @param target the request target; empty if the head is not clear
 * @param host the value of the Host field; null unless there is exactly one
 */
record PeekedHead(int length, String target, @Nullable String host) {
    private static final Pattern REQUEST_LINE = Pattern.compile("[!-~]+ [!-~\\x80-\\xff]+ HTTP/1\\.[01]");
    private static final Pattern FIELD_LINE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*");
    private static final String HOST = "host:";

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
        List<String> hosts = fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(HOST))
                .map(field -> field.substring(HOST.length()).strip())
                .toList();
        boolean clear = REQUEST_LINE.matcher(lines.get(0)).matches()
                && fields.stream().allMatch(field -> FIELD_LINE.matcher(field).matches());
        String target = clear ? lines.get(0).split(" ", -1)[1] : "";
        return new PeekedHead(end + 4, target, hosts.size() == 1 ? hosts.get(0) : null);
    }

    private static boolean isLineEnd(byte[] octets, int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }
}
