package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.head.Head;

/**
 * A request that a relay passes on: where it ends, and its head as the app gets it.
 *
 * <p>Everything goes as it came but for the fields that are about the client's connection (RFC 9110 §7.6.1), and those
 * that say who the client is: they are the relay's to write.
 */
public final class RequestToRelay implements HeadToSend {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** What no connection option takes away: it would change the end of the message, or where it goes. */
    private static final List<String> NO_OPTIONS =
            List.of("host", "content-length", "transfer-encoding", "connection", "cdn-loop");

    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] UPGRADE = "Connection: upgrade\r\n".getBytes(US_ASCII);

    private final Head head;
    private final int start;
    private final MessageFields fields;
    private byte[] added = {};

    private RequestToRelay(Head head, int start, MessageFields fields) {
        this.head = head;
        this.start = start;
        this.fields = fields;
    }

    /** Reads the request whose {@code head} the octets begin with. */
    public static RequestToRelay read(byte[] octets, Head head) {
        int start = octets[0] == '\r' ? 2 : 0; // an empty line before it is not part of it (RFC 9112 §2.2)
        return new RequestToRelay(head, start, MessageFields.read(octets, start, head.length()));
    }

    /** Returns why its end is doubtful, in a sentence; null if it is not. */
    public @Nullable String mistake() {
        boolean undelimited = fields.coded() && !fields.chunked();
        boolean older = fields.coded() && head.minorVersion() == 0;
        String mistake = undelimited || older ? "the transfer codings do not end in chunked, or not in HTTP/1.1" : null;
        return fields.mistake() != null ? fields.mistake() : mistake;
    }

    /** Returns the body that follows, at its beginning. */
    public Body body() {
        return fields.chunked() ? Body.chunked() : Body.counted(Math.max(fields.length(), 0));
    }

    /** Returns whether it can be sent once more without a second effect: it has no body and is idempotent. */
    public boolean isRepeatable() {
        return !fields.chunked() && fields.length() <= 0 && IDEMPOTENT.contains(head.method());
    }

    public boolean isHead() {
        return head.method().equals("HEAD");
    }

    /** Returns whether the client speaks HTTP/1.0. */
    public boolean isOld() {
        return head.minorVersion() == 0;
    }

    /** Returns whether the client wants no answer after the one to this request. */
    public boolean endsConnection() {
        return fields.hasOption("close") || (isOld() && !fields.hasOption("keep-alive"));
    }

    /** Returns whether the client asks for another protocol; for HTTP/2 it may not (PROTOCOL.md, rule 22). */
    public boolean asksForUpgrade() {
        String upgrade = fields.upgrade();
        return upgrade != null
                && fields.hasOption("upgrade")
                && !upgrade.toLowerCase(Locale.ROOT).contains("h2c");
    }

    /** Returns the Host field as it came; null if there is none. */
    public @Nullable String host() {
        return fields.host();
    }

    public String target() {
        return new String(head.target(), ISO_8859_1);
    }

    /** Returns whether the relay that calls itself {@code name} has had this request before. */
    public boolean hasPassed(String name) {
        return !fields.loops().isEmpty() && fields.loops().contains(name);
    }

    /** Has {@code lines}, each with its CR LF, follow the fields. */
    public void add(byte[] lines) {
        added = lines;
    }

    @Override
    public int length() {
        return head.length();
    }

    @Override
    public void write(byte[] octets, ByteBuffer into) {
        FieldLine line = new FieldLine(octets, start, head.length());
        int from = start;
        int to = line.end();
        while (line.next()) {
            if (isDropped(line)) {
                into.put(octets, from, to - from);
                from = line.end();
            }
            to = line.end();
        }
        into.put(octets, from, to - from);
        if (asksForUpgrade()) {
            into.put(UPGRADE);
        } else if (endsConnection() && !isOld()) {
            into.put(CLOSE);
        }
        into.put(added).put((byte) '\r').put((byte) '\n');
    }

    private boolean isDropped(FieldLine line) {
        return switch (line.nameLength()) {
                    case 2 -> line.is("te");
                    case 7 -> line.is("upgrade") && !asksForUpgrade();
                    case 9 -> line.looksLike("forwarded") || line.looksLike("x-real-ip");
                    case 10 -> line.is("connection") || line.is("keep-alive");
                    case 16 -> line.is("proxy-connection") || line.looksLike("x-forwarded-");
                    default -> line.looksLike("x-forwarded-");
                }
                || isNamedByOption(line);
    }

    private boolean isNamedByOption(FieldLine line) {
        for (String option : fields.options()) {
            if (line.is(option) && !NO_OPTIONS.contains(option) && !option.equals("upgrade")) {
                return true;
            }
        }
        return false;
    }
}
