package org.usher.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A response, interim or final, that a relay passes on: where it ends, and its head as the client gets it. */
public final class ResponseToRelay implements HeadToSend {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] VERSION = "HTTP/1.1".getBytes(US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(US_ASCII);
    private static final byte[] UPGRADE = "Connection: upgrade\r\n".getBytes(US_ASCII);

    private final int length;
    private final int status;
    private final boolean isOld;
    private final MessageFields fields;
    private byte[] added = {};

    private ResponseToRelay(int length, int status, boolean isOld, MessageFields fields) {
        this.length = length;
        this.status = status;
        this.isOld = isOld;
        this.fields = fields;
    }

    /** Returns where the head at the beginning of {@code length} octets ends, 0 if it has not; searches from {@code from}. */
    public static int end(ByteBuffer octets, int from, int length) {
        for (int at = Math.max(from, 3); at < length; at++) {
            if (octets.get(at) == '\n'
                    && octets.get(at - 1) == '\r'
                    && octets.get(at - 2) == '\n'
                    && octets.get(at - 3) == '\r') {
                return at + 1;
            }
        }
        return 0;
    }

    /** Reads the head of {@code length} octets; null if it is none that all programs read alike. */
    public static @Nullable ResponseToRelay read(byte[] octets, int length) {
        int status = status(octets);
        if (status < 0 || !areLines(octets, length)) {
            return null;
        }
        MessageFields fields = MessageFields.read(octets, 0, length);
        boolean isOld = octets[7] == '0';
        return fields.mistake() == null ? new ResponseToRelay(length, status, isOld, fields) : null;
    }

    public int status() {
        return status;
    }

    /** Returns whether the response to the request is still to come. */
    public boolean isInterim() {
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    /** Returns whether both sides speak another protocol from here on. */
    public boolean switchesProtocols() {
        return status == SWITCHING_PROTOCOLS;
    }

    /** Returns the body that follows, at its beginning, where the request's method is HEAD or not (RFC 9112 §6.3). */
    public Body body(boolean toHead) {
        if (toHead || status < 200 || status == 204 || status == 304) {
            return Body.counted(0);
        }
        if (fields.chunked()) {
            return Body.chunked();
        }
        return fields.coded() || fields.length() == MessageFields.NONE
                ? Body.untilClose()
                : Body.counted(fields.length());
    }

    /** Returns whether the app takes no further request on its connection. */
    public boolean endsConnection() {
        return fields.hasOption("close") || (isOld && !fields.hasOption("keep-alive"));
    }

    /** Has the client told what becomes of its connection: {@code old} if it speaks HTTP/1.0. */
    public void tellOfConnection(boolean ends, boolean old) {
        added = isInterim() ? added : ends ? CLOSE : old ? KEEP_ALIVE : added;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void write(byte[] octets, ByteBuffer into) {
        FieldLine line = new FieldLine(octets, 0, length);
        into.put(VERSION);
        int from = VERSION.length;
        int to = line.end();
        while (line.next()) {
            if (isDropped(line)) {
                into.put(octets, from, to - from);
                from = line.end();
            }
            to = line.end();
        }
        into.put(octets, from, to - from);
        into.put(switchesProtocols() ? UPGRADE : added).put((byte) '\r').put((byte) '\n');
    }

    private boolean isDropped(FieldLine line) {
        return switch (line.nameLength()) {
            case 7 -> line.is("upgrade") && !switchesProtocols();
            case 10 -> line.is("connection") || line.is("keep-alive");
            case 14, 17 -> false; // Content-Length and Transfer-Encoding, whatever the options name
            case 16 -> line.is("proxy-connection") || isNamedByOption(line);
            default -> isNamedByOption(line);
        };
    }

    private boolean isNamedByOption(FieldLine line) {
        for (String option : fields.options()) {
            if (line.is(option)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the status of {@code HTTP/1.x NNN}, negative if the octets do not begin so. */
    private static int status(byte[] octets) {
        String form = "HTTP/1.";
        for (int i = 0; i < form.length(); i++) {
            if (octets[i] != form.charAt(i)) {
                return -1;
            }
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (octets[i] < '0' || octets[i] > '9') {
                return -1;
            }
            status = status * 10 + octets[i] - '0';
        }
        boolean digit = octets[7] >= '0' && octets[7] <= '9';
        boolean separate = octets[8] == ' ' && (octets[12] == ' ' || octets[12] == '\r');
        return digit && separate && status >= 100 ? status : -1;
    }

    /** Whether the lines up to {@code end} are a status line and fields, each on one line. */
    private static boolean areLines(byte[] octets, int end) {
        int at = OctetClass.skip(OctetClass.VALUE, octets, 0, end);
        while (isLineEnd(octets, at, end)) {
            at += 2;
            if (isLineEnd(octets, at, end)) {
                return at + 2 == end;
            }
            int name = OctetClass.skip(OctetClass.TOKEN, octets, at, end);
            if (name == at || octets[name] != ':') {
                return false;
            }
            at = OctetClass.skip(OctetClass.VALUE, octets, name + 1, end);
        }
        return false;
    }

    private static boolean isLineEnd(byte[] octets, int at, int end) {
        return at + 1 < end && octets[at] == '\r' && octets[at + 1] == '\n';
    }
}
