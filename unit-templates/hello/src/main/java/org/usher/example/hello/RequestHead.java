package org.usher.example.hello;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What the example needs to know of a request. The dispatcher has checked the first head of a connection, but not the
 * further ones.
 *
 * @param bodyLength octets of the body, which the example drops
 * @param keepsConnection whether another request may follow: HTTP/1.1, not told to close, and a body, if any, of a length
 *     that is told and for which the client does not wait to be asked
 */
record RequestHead(String method, String target, long bodyLength, boolean keepsConnection) {

    /**
     * Reads a head with its blank line.
     *
     * @throws IOException if it is no head of a request
     */
    static RequestHead parse(String octets) throws IOException {
        List<String> lines = List.of(octets.strip().split("\r\n"));
        String[] request = lines.get(0).split(" ", -1);
        if (request.length != 3) {
            throw new IOException("no request line");
        }
        List<String> fields = lines.subList(1, lines.size());
        List<String> lengths = values(fields, "content-length");
        boolean told =
                lengths.isEmpty() || (lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"));
        boolean last = !told
                || !request[2].equals("HTTP/1.1")
                || values(fields, "connection").stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                || !values(fields, "transfer-encoding").isEmpty()
                || !values(fields, "expect").isEmpty();
        long length = told && !lengths.isEmpty() ? Long.parseLong(lengths.get(0)) : 0;
        return new RequestHead(request[0], request[1], length, !last);
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(field -> field.substring(name.length() + 1).strip())
                .toList();
    }
}
