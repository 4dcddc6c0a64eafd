package org.usher.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Octets of a file, from {@code from} up to but not including {@code to}. */
record ByteRange(long from, long to) {
    private static final String UNIT = "bytes=";
    /** More in one request are no honest wish, and the whole file is a good answer to that (RFC 9110 §14.2). */
    private static final int RANGES_MAX = 16;

    private static final Pattern SPEC = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    long length() {
        return to - from;
    }

    /** How it stands in Content-Range. */
    String of(long size) {
        return "bytes " + from + "-" + (to - 1) + "/" + size;
    }

    /** Returns the ranges of a file that a Range field asks for; null if the field is to be ignored. */
    static @Nullable List<ByteRange> parse(String field, long size) {
        if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return null;
        }
        String[] specs = field.substring(UNIT.length()).split(",", -1);
        List<ByteRange> ranges = new ArrayList<>();
        long octets = 0;
        for (String spec : specs) {
            Matcher numbers = SPEC.matcher(spec.strip());
            ByteRange range = numbers.matches() ? range(numbers.group(1), numbers.group(2), size) : null;
            if (range == null || specs.length > RANGES_MAX) {
                return null;
            }
            if (range.length() > 0) {
                ranges.add(range);
                octets += range.length();
            }
        }
        return octets > size ? null : ranges; // those that overlap cost more than the whole
    }

    /** Returns one range, empty if the file has none of it; null if it is malformed. */
    private static @Nullable ByteRange range(String first, String last, long size) {
        if (first.isEmpty()) {
            return last.isEmpty() ? null : new ByteRange(Math.max(0, size - Long.parseLong(last)), size);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last) + 1;
        if (to <= from) {
            return null;
        }
        return new ByteRange(Math.min(from, size), Math.min(to, size));
    }
}
