package org.usher.example.hello;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the example needs to know of a request. The dispatcher has checked the first head of a connection, but not the
 * further ones.
 *
 * @param length octets with the blank line
 * @param host the Host field as it came; null if there is not exactly one
 * @param keepsConnection whether another request may follow: HTTP/1.1, not told to close, and without a body, since the
 *     example reads none
 */
record RequestHead(int length, String method, String target, @Nullable String host, boolean keepsConnection) {

    /**
     * Returns the head at the beginning of {@code octets}; null if it is not complete.
     *
     * @throws IOException if it is no head of a request
     */
    static @Nullable RequestHead parse(String octets) throws IOException {
        int start = octets.startsWith("\r\n") ? 2 : 0; // RFC 9112 section 2.2
        int end = octets.indexOf("\r\n\r\n", start);
        if (end < 0) {
            return null;
        }
        List<String> lines = List.of(octets.substring(start, end).split("\r\n"));
        String[] request = lines.get(0).split(" ", -1);
        if (request.length != 3) {
            throw new IOException("no request line");
        }
        List<String> fields = lines.subList(1, lines.size());
        List<String> hosts = values(fields, "host");
        boolean last = !request[2].equals("HTTP/1.1")
                || values(fields, "connection").stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                || !values(fields, "transfer-encoding").isEmpty()
                || values(fields, "content-length").stream().anyMatch(value -> !value.equals("0"));
        String host = hosts.size() == 1 ? hosts.get(0) : null;
        return new RequestHead(end + 4, request[0], request[1], host, !last);
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(field -> field.substring(name.length() + 1).strip())
                .toList();
    }
}
