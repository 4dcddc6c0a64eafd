package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import org.usher.framing.FieldLine;
import org.usher.framing.MessageFields;
import org.usher.head.Head;

/** A request as far as an answer with a file depends on it. */
final class FileRequest {
    private final Head head;
    private final MessageFields fields;

    @Nullable
    String ifMatch;

    @Nullable
    String ifUnmodifiedSince;

    @Nullable
    String ifNoneMatch;

    @Nullable
    String ifModifiedSince;

    @Nullable
    String ifRange;

    @Nullable
    String range;

    String acceptEncoding = "";

    private FileRequest(Head head, MessageFields fields) {
        this.head = head;
        this.fields = fields;
    }

    /** Reads the request whose {@code head} the octets begin with. */
    static FileRequest read(byte[] octets, Head head) {
        int start = octets[0] == '\r' ? 2 : 0; // an empty line before it is not part of it (RFC 9112 §2.2)
        FileRequest request = new FileRequest(head, MessageFields.read(octets, start, head.length()));
        FieldLine line = new FieldLine(octets, start, head.length());
        while (line.next()) {
            request.take(line);
        }
        return request;
    }

    private void take(FieldLine line) {
        switch (line.nameLength()) {
            case 5 -> range = line.is("range") ? line.value() : range;
            case 8 -> {
                ifMatch = line.is("if-match") ? list(ifMatch, line) : ifMatch;
                ifRange = line.is("if-range") ? line.value() : ifRange;
            }
            case 13 -> ifNoneMatch = line.is("if-none-match") ? list(ifNoneMatch, line) : ifNoneMatch;
            case 15 -> acceptEncoding = line.is("accept-encoding") ? list(acceptEncoding, line) : acceptEncoding;
            case 17 -> ifModifiedSince = line.is("if-modified-since") ? line.value() : ifModifiedSince;
            case 19 -> ifUnmodifiedSince = line.is("if-unmodified-since") ? line.value() : ifUnmodifiedSince;
            default -> {}
        }
    }

    private static String list(@Nullable String before, FieldLine line) {
        return before == null || before.isEmpty() ? line.value() : before + "," + line.value();
    }

    int length() {
        return head.length();
    }

    byte[] path() {
        return head.path();
    }

    /** The target as it came. */
    String target() {
        return new String(head.target(), ISO_8859_1);
    }

    /** What follows the path of the target, its {@code ?} included; empty if nothing does. */
    String query() {
        String target = target();
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark);
    }

    /** The Host field as it came; null unless there is exactly one. */
    @Nullable
    String host() {
        return fields.host();
    }

    boolean isGet() {
        return head.method().equals("GET");
    }

    boolean isHead() {
        return head.method().equals("HEAD");
    }

    /** Returns why its end is doubtful, in a sentence; null if it is not. */
    @Nullable
    String mistake() {
        return fields.mistake();
    }

    /** Returns whether the client wants no answer after the one to it: so it says, or it is old. */
    boolean endsConnection() {
        return head.minorVersion() == 0 || fields.hasOption("close");
    }

    /** Returns whether a body follows, which nobody reads. */
    boolean hasBody() {
        return fields.coded() || fields.length() > 0;
    }

    /** Returns whether everybody reads it alike as one for a file, and nothing else is asked for: no query, no body. */
    boolean isPlain() {
        return (isGet() || isHead())
                && head.target()[0] == '/'
                && head.target().length == head.path().length
                && !target().contains("/./")
                && !hasBody()
                && fields.upgrade() == null
                && fields.mistake() == null;
    }
}
