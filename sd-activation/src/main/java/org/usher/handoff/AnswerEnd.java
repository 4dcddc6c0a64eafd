package org.usher.handoff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The end of the answer to one request, found in the octets that a server writes: for servers that read on while they
 * answer, and do not say when they have. Interim answers (1xx) are passed over (RFC 9112, section 6.3).
 */
public final class AnswerEnd {
    /** The most octets of a head: after that, nobody knows where the answer ends. */
    private static final int HEAD_SIZE_MAX = 256 * 1024;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String HEAD_END = "\r\n\r\n";

    private final boolean bodiless;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private BodyEnd body = BodyEnd.never();
    private boolean inBody;
    private boolean closes;
    private boolean switches;

    /** Begins to watch. {@code bodiless}: the request was a HEAD. */
    public AnswerEnd(boolean bodiless) {
        this.bodiless = bodiless;
    }

    /** Passes over octets that are written; takes them from the buffer. */
    public void take(ByteBuffer octets) {
        while (!inBody && octets.hasRemaining()) {
            byte octet = octets.get();
            head.write(octet);
            if (octet == '\n' && head.size() <= HEAD_SIZE_MAX) {
                lookAtHead();
            }
        }
        body.take(octets, null);
    }

    /** Passes over octets that nobody has looked at, such as those of a file. */
    public void skip(long count) {
        ByteBuffer some = ByteBuffer.allocate((int) Math.min(count, 64 * 1024));
        for (long left = count; left > 0; left -= some.limit()) {
            body.take(some.clear().limit((int) Math.min(left, some.capacity())), null);
        }
    }

    /** Returns whether the answer is whole. One without a known end never is. */
    public boolean isComplete() {
        return inBody && body.certain() == 0 && !switches;
    }

    /** Returns whether nothing of it was written yet. */
    public boolean isAwaited() {
        return !inBody && head.size() == 0;
    }

    /** Returns whether the connection is to end with it: it says so, or has no other end. */
    public boolean closes() {
        return closes || body.isBroken();
    }

    /** Returns whether HTTP has ended on the connection with a 101. */
    public boolean switchesProtocols() {
        return switches;
    }

    private void lookAtHead() {
        String text = head.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith(HEAD_END)) {
            return;
        }
        List<String> lines = List.of(text.split("\r\n"));
        List<String> fields = lines.subList(1, lines.size());
        String[] statusLine = lines.get(0).split(" ", 3);
        int status = statusLine.length > 1 && statusLine[1].matches("[0-9]{3}") ? Integer.parseInt(statusLine[1]) : 0;
        head.reset();
        if (status >= 200 || status == SWITCHING_PROTOCOLS || status == 0) {
            inBody = true;
            switches = status == SWITCHING_PROTOCOLS;
            closes = PeekedHead.values(fields, "connection").stream()
                    .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
            body = bodiless || status == 204 || status == 304 ? BodyEnd.after(0) : body(fields);
        }
    }

    private BodyEnd body(List<String> fields) {
        boolean hasEnd = !PeekedHead.values(fields, "content-length").isEmpty()
                || !PeekedHead.values(fields, "transfer-encoding").isEmpty();
        return hasEnd && !switches ? PeekedHead.body(fields, "HTTP/1.1") : BodyEnd.never();
    }
}
