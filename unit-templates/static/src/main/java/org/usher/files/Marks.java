package org.usher.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an app has written on a file of its own, in extended attributes: {@code user.usher.expires}, the second of Unix time
 * from which the file is not served any more, and {@code user.mime_type}, its media type where the name does not tell.
 *
 * @param written when the file was, which counts where it has no mark
 */
record Marks(FileTime written, @Nullable String expires, @Nullable String type) {
    private static final String EXPIRES = "usher.expires";
    private static final String TYPE = "mime_type";
    private static final int VALUE_SIZE_MAX = 256;

    /** Returns those of a file: none where the file system has none, null if it is gone. */
    static @Nullable Marks of(Path file) {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        try {
            FileTime written = Files.getLastModifiedTime(file);
            List<String> names = names(view);
            return new Marks(written, value(view, names, EXPIRES), value(view, names, TYPE));
        } catch (IOException gone) {
            return null;
        }
    }

    private static List<String> names(@Nullable UserDefinedFileAttributeView view) {
        try {
            return view == null ? List.of() : view.list();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static @Nullable String value(@Nullable UserDefinedFileAttributeView view, List<String> names, String name)
            throws IOException {
        if (view == null || !names.contains(name)) {
            return null;
        }
        ByteBuffer value = ByteBuffer.allocate(Math.min(view.size(name), VALUE_SIZE_MAX));
        view.read(name, value);
        return StandardCharsets.US_ASCII.decode(value.flip()).toString();
    }

    /**
     * Returns whether the file is not to be served any more: by its own mark, else when it is as old as {@code maxAge}, if
     * that is not zero. A mark that is no number has passed.
     */
    boolean isOver(Duration maxAge, Instant now) {
        if (expires != null) {
            return !expires.matches("[0-9]{1,12}") || now.getEpochSecond() >= Long.parseLong(expires);
        }
        return !maxAge.isZero() && !now.isBefore(written.toInstant().plus(maxAge));
    }
}
