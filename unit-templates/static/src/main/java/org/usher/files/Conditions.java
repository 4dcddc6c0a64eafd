package org.usher.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a request (RFC 9110 §13.2.2): what is to be sent of a file, if anything is. */
final class Conditions {
    private static final String WEAK = "W/";

    private Conditions() {}

    /** What the conditions come to. */
    sealed interface Outcome {
        /** What needs no more words. */
        enum Plain implements Outcome {
            WHOLE,
            NOT_MODIFIED,
            FAILED,
            /** No range that was asked for is one of the file. */
            UNSATISFIABLE
        }

        /** At least one range. */
        record Some(List<ByteRange> ranges) implements Outcome {}
    }

    static Outcome.Plain precondition(FileRequest request, Representation file) {
        if (request.ifMatch != null) {
            if (!matches(request.ifMatch, file, false)) {
                return Outcome.Plain.FAILED;
            }
        } else if (request.ifUnmodifiedSince != null) {
            long second = HttpDate.parse(request.ifUnmodifiedSince);
            if (second != HttpDate.NONE && file.modifiedSecond > second) {
                return Outcome.Plain.FAILED;
            }
        }
        return isAtTheClient(request, file) ? Outcome.Plain.NOT_MODIFIED : Outcome.Plain.WHOLE;
    }

    private static boolean isAtTheClient(FileRequest request, Representation file) {
        if (request.ifNoneMatch != null) {
            return matches(request.ifNoneMatch, file, true);
        }
        long second = request.ifModifiedSince == null ? HttpDate.NONE : HttpDate.parse(request.ifModifiedSince);
        return second != HttpDate.NONE && file.modifiedSecond <= second;
    }

    static Outcome evaluate(FileRequest request, Representation file) {
        Outcome.Plain plain = precondition(request, file);
        if (plain != Outcome.Plain.WHOLE || request.range == null || !request.isGet() || !mayBePart(request, file)) {
            return plain;
        }
        List<ByteRange> ranges = ByteRange.parse(request.range, file.size());
        if (ranges == null) {
            return plain;
        }
        return ranges.isEmpty() ? Outcome.Plain.UNSATISFIABLE : new Outcome.Some(ranges);
    }

    /** Returns whether If-Range allows a part: a strong tag, or the very date. */
    private static boolean mayBePart(FileRequest request, Representation file) {
        @Nullable String known = request.ifRange;
        return known == null || known.equals(file.etag) || HttpDate.parse(known) == file.modifiedSecond;
    }

    private static boolean matches(String tags, Representation file, boolean isWeak) {
        for (String element : tags.split(",", -1)) {
            String tag = element.strip();
            String compared = isWeak && tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
            if (compared.equals("*") || compared.equals(file.etag)) {
                return true;
            }
        }
        return false;
    }
}
