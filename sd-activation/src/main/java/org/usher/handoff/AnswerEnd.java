package org.usher.handoff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.usher.activation.ProcessEnvironment;

/**
 * The end of the answer to one request, found in the octets that a server writes: for servers that read on while they
 * answer, and do not say when they have. Interim answers (1xx) are passed over (RFC 9112, section 6.3).
 */
public final class AnswerEnd {
    /** The most octets of a head: after that, nobody knows where the answer ends. */
    private static final int HEAD_SIZE_MAX = 256 * 1024;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final boolean bodiless;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private BodyEnd body = BodyEnd.never();
    /** How many octets of the end of a head were seen last. */
    private int ended;

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
            if (head.size() <= HEAD_SIZE_MAX) {
                head.write(octet);
            }
            ended = octet == HEAD_END[ended] ? ended + 1 : octet == '\r' ? 1 : 0;
            if (ended == HEAD_END.length) {
                ended = 0;
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
        if (head.size() > HEAD_SIZE_MAX) {
            return;
        }
        byte[] octets = head.toByteArray();
        head.reset();
        int firstField = 0;
        while (!HeadFields.isLineEnd(octets, firstField)) {
            firstField++;
        }
        int status = status(new String(octets, 0, firstField, StandardCharsets.ISO_8859_1));
        if (status >= 200 || status == SWITCHING_PROTOCOLS || status == 0) {
            HeadFields fields = new HeadFields(octets, firstField + 2, octets.length - HEAD_END.length);
            inBody = true;
            switches = status == SWITCHING_PROTOCOLS;
            closes = fields.close();
            body = bodiless || status == 204 || status == 304 ? BodyEnd.after(0) : body(fields);
        }
    }

    private BodyEnd body(HeadFields fields) {
        return fields.haveBody() && !switches ? fields.body(true) : BodyEnd.never();
    }

    /** Returns the status that a status line says, 0 if none. */
    private static int status(String line) {
        String[] words = line.split(" ", 3);
        boolean three = words.length > 1 && words[1].length() == 3;
        return three ? (int) ProcessEnvironment.number(words[1]).orElse(0) : 0;
    }
}
