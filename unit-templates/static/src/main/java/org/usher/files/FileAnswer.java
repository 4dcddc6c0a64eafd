package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.usher.files.Conditions.Outcome;
import org.usher.files.Found.Document;
import org.usher.files.Sending.Part;
import org.usher.flow.Scratch;
import org.usher.posix.FileCalls;

/**
 * The writer of answers, one for the thread: what is short goes into the scratch, and the rest is left in its file.
 * Nothing in an answer but a redirection comes from the request.
 */
final class FileAnswer {
    static final String NO_SNIFF = "X-Content-Type-Options: nosniff\r\n";

    private static final byte[] WHOLE = latin("HTTP/1.1 200 OK\r\nDate: ");
    private static final byte[] LAST = latin("Connection: close\r\n");
    private static final String END = "\r\n";

    private final FileCalls files;
    private final ByteBuffer out;
    private final String boundary;
    private long dateSecond;
    private byte[] date = {};

    FileAnswer(FileCalls files, Scratch scratch) {
        this.files = files;
        this.out = scratch.out.bytes();
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        this.boundary = HexFormat.of().formatHex(random);
    }

    /** Answers with a file, or what the conditions of the request make of it; {@code coding} is how it is compressed. */
    Sending document(FileRequest request, Document found, String type, Coding coding, boolean isLast) {
        Representation file = found.file();
        Outcome outcome = Conditions.evaluate(request, file);
        if (outcome instanceof Outcome.Some some) {
            return ranges(found, some.ranges(), type, coding, isLast);
        }
        return switch ((Outcome.Plain) outcome) {
            case WHOLE -> whole(request, found, type, coding, isLast);
            case NOT_MODIFIED -> {
                begin("304 Not Modified", isLast);
                out.put(latin(file.validators(coding) + END));
                yield finish(found, List.of());
            }
            case FAILED -> {
                begin("412 Precondition Failed", isLast);
                out.put(latin("Content-Length: 0\r\n" + NO_SNIFF + END));
                yield finish(found, List.of());
            }
            case UNSATISFIABLE -> {
                begin("416 Range Not Satisfiable", isLast);
                out.put(latin("Content-Range: bytes */" + file.size() + "\r\nContent-Length: 0\r\n" + NO_SNIFF + END));
                yield finish(found, List.of());
            }
        };
    }

    private Sending whole(FileRequest request, Document found, String type, Coding coding, boolean isLast) {
        Representation file = found.file();
        out.clear().put(WHOLE);
        putDate(isLast);
        if (coding == Coding.NONE) {
            out.put(file.fields);
        } else {
            out.put(latin(file.bodyFields(type, file.size(), coding) + END));
        }
        boolean isWanted = request.isGet() && file.size() > 0;
        return finish(found, isWanted ? List.of(new Part("", 0, file.size())) : List.of());
    }

    private Sending ranges(Document found, List<ByteRange> ranges, String type, Coding coding, boolean isLast) {
        Representation file = found.file();
        begin("206 Partial Content", isLast);
        if (ranges.size() == 1) {
            ByteRange only = ranges.get(0);
            out.put(latin("Content-Range: " + only.of(file.size()) + "\r\n"
                    + file.bodyFields(type, only.length(), coding) + END));
            return finish(found, List.of(new Part("", only.from(), only.to())));
        }
        List<Part> parts = new ArrayList<>();
        long length = 0;
        for (ByteRange range : ranges) {
            String before = (parts.isEmpty() ? "" : END) + "--" + boundary + "\r\nContent-Type: " + type
                    + "\r\nContent-Range: " + range.of(file.size()) + "\r\n\r\n";
            parts.add(new Part(before, range.from(), range.to()));
            length += before.length() + range.length();
        }
        String after = "\r\n--" + boundary + "--\r\n";
        parts.add(new Part(after, 0, 0));
        String allParts = "multipart/byteranges; boundary=" + boundary;
        out.put(latin(file.bodyFields(allParts, length + after.length(), coding) + END));
        return finish(found, parts);
    }

    /** Answers with a status and a sentence about it, which may be empty; {@code fields} end in a line end each. */
    Sending text(FileRequest request, String status, String sentence, String fields, boolean isLast) {
        byte[] body = (status + "\n" + sentence + (sentence.isEmpty() ? "" : "\n")).getBytes(UTF_8);
        begin(status, isLast);
        out.put(latin(fields + "Cache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n" + NO_SNIFF + END));
        if (!request.isHead()) {
            out.put(body);
        }
        return new Sending(files, out.position(), Document.NOT_OPEN, List.of());
    }

    /** Answers that what is asked for is at {@code target}. */
    Sending redirect(String target, boolean isLast) {
        begin("302 Found", isLast);
        out.put(latin("Location: " + target + "\r\nContent-Length: 0\r\n" + NO_SNIFF + END));
        return new Sending(files, out.position(), Document.NOT_OPEN, List.of());
    }

    private Sending finish(Document found, List<Part> parts) {
        if (found.fd() != Document.NOT_OPEN) {
            return new Sending(files, out.position(), found.fd(), parts);
        }
        for (Part part : parts) { // the scratch has room for all that is kept in memory, and the heads of its parts
            out.put(latin(part.before()));
            out.put(found.file().content, (int) part.from(), (int) (part.to() - part.from()));
        }
        return new Sending(files, out.position(), Document.NOT_OPEN, List.of());
    }

    private void begin(String status, boolean isLast) {
        out.clear().put(latin("HTTP/1.1 " + status + "\r\nDate: "));
        putDate(isLast);
    }

    private void putDate(boolean isLast) {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = latin(HttpDate.of(second) + END);
        }
        out.put(date);
        if (isLast) {
            out.put(LAST);
        }
    }

    /** A target may have octets beyond ASCII, which stay as they came. */
    private static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
