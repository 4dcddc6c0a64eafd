package org.usher.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.usher.refusal.Refusal;

/**
 * The files of the administrator's own error pages: {@code REASON.html}, such as {@code UnknownPath.html}, else
 * {@code STATUS.html}, such as {@code 503.html}.
 */
public final class ErrorPages {
    /** The largest page, in octets: it is written to a socket in one go, from memory. */
    public static final int PAGE_SIZE_MAX = 32 * 1024;

    private ErrorPages() {}

    /**
     * Reads the pages of a directory, which need not exist. For each file that cannot be used, {@code warn} is told once what
     * is wrong with it, and what to do.
     */
    public static Map<Refusal, byte[]> read(Path directory, Consumer<String> warn) {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<Path, Optional<byte[]>> known = new HashMap<>();
        Map<Refusal, byte[]> pages = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            for (Object name : List.of(reason.status(), reason.word())) { // the second replaces the first
                Path file = directory.resolve(name + ".html");
                known.computeIfAbsent(file, unread -> page(unread, warn)).ifPresent(page -> pages.put(reason, page));
            }
        }
        return pages;
    }

    /** Reads one page, or tells {@code warn} why it cannot be used, unless there is none. */
    static Optional<byte[]> page(Path file, Consumer<String> warn) {
        if (!Files.isRegularFile(file)) {
            if (Files.exists(file)) {
                warn.accept("error page " + file + " is not a regular file: put the page itself there");
            }
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] html = in.readNBytes(PAGE_SIZE_MAX + 1);
            if (html.length <= PAGE_SIZE_MAX) {
                return Optional.of(html);
            }
            warn.accept("error page " + file + " is larger than " + PAGE_SIZE_MAX + " octets: shorten it");
        } catch (IOException e) {
            warn.accept("error page " + file + " cannot be read (" + e + "): let the user usher read it");
        }
        return Optional.empty();
    }
}
