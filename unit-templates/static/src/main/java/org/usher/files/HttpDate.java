package org.usher.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as HTTP writes them (RFC 9110 §5.6.7), whole seconds of Unix time. */
final class HttpDate {
    /** What {@link #parse} returns for what is no date. */
    static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    static String of(long second) {
        return FIXDATE.format(Instant.ofEpochSecond(second));
    }

    /** Returns the second that {@code text} names; {@link #NONE} if it is none, or written in one of the obsolete forms. */
    static long parse(String text) {
        try {
            return Instant.from(FIXDATE.parse(text)).getEpochSecond();
        } catch (DateTimeException malformed) {
            return NONE;
        }
    }
}
