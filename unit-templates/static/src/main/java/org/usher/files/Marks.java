package org.usher.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.posix.FileCalls;
import org.usher.posix.NativeMemory;

/**
 * What an app has written on a file of its own, in extended attributes: {@code user.usher.expires}, the second of Unix time
 * from which the file is not served any more, and {@code user.mime_type}, its media type where the name does not tell.
 */
record Marks(@Nullable String expires, @Nullable String type) {
    /** Those of a file that has none, or of which nobody asks. */
    static final Marks NONE = new Marks(null, null);

    private static final String EXPIRES = "user.usher.expires";
    private static final String TYPE = "user.mime_type";
    private static final int VALUE_SIZE_MAX = 256;
    private static final NativeMemory VALUE = NativeMemory.allocate(VALUE_SIZE_MAX);

    /** Reads those of an open file: none where the file system has none. On the one thread. */
    static Marks of(int fd, FileCalls files) {
        String type = value(fd, TYPE, files);
        boolean isType = type != null && type.matches("[ -~]+");
        return new Marks(value(fd, EXPIRES, files), isType ? type : null);
    }

    private static @Nullable String value(int fd, String name, FileCalls files) {
        int length = files.attribute(fd, name, VALUE);
        if (length < 0) {
            return null;
        }
        byte[] octets = new byte[length];
        VALUE.copyTo(octets, 0, length);
        return new String(octets, US_ASCII);
    }

    /**
     * Returns the millisecond of Unix time from which the file is not served any more: by its own mark, else when it is as
     * old as {@code maxAge}, if that is not zero. A mark that is no number has passed.
     */
    long endMillis(Duration maxAge, long modifiedNanos) {
        if (expires != null) {
            return expires.matches("[0-9]{1,12}") ? TimeUnit.SECONDS.toMillis(Long.parseLong(expires)) : 0;
        }
        return maxAge.isZero() ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.toMillis(modifiedNanos) + maxAge.toMillis();
    }
}
