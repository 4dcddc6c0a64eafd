package org.usher.dispatcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.refusal.ErrorPages;
import org.usher.refusal.Refusal;

/**
 * The files of the administrator's own error pages, read once at the start: {@code REASON.html}, such as
 * {@code UnknownPath.html}, else {@code STATUS.html}, such as {@code 503.html}.
 *
 * @param pages those that can be used
 * @param faults one sentence for each file that cannot: what is wrong with it, and what to do
 */
record ErrorPageFiles(ErrorPages pages, List<String> faults) {
    /** The largest page, in octets: it is written to a socket in one go, from memory. */
    static final int PAGE_SIZE_MAX = 32 * 1024;

    ErrorPageFiles {
        faults = List.copyOf(faults);
    }

    /** Reads the pages of a directory, which need not exist. */
    static ErrorPageFiles read(Path directory) {
        Map<Refusal, byte[]> pages = new EnumMap<>(Refusal.class);
        List<String> faults = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            for (Refusal reason : Refusal.values()) {
                byte[] page = page(directory.resolve(reason.word() + ".html"), faults);
                if (page == null) {
                    page = page(directory.resolve(reason.status() + ".html"), faults);
                }
                if (page != null) {
                    pages.put(reason, page);
                }
            }
        }
        return new ErrorPageFiles(
                new ErrorPages(pages), faults.stream().distinct().toList());
    }

    private static byte @Nullable [] page(Path file, List<String> faults) {
        if (!Files.exists(file)) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            faults.add("error page " + file + " is not a regular file: put the page itself there");
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] html = in.readNBytes(PAGE_SIZE_MAX + 1);
            if (html.length > PAGE_SIZE_MAX) {
                faults.add("error page " + file + " is larger than " + PAGE_SIZE_MAX + " octets: shorten it");
                return null;
            }
            return html;
        } catch (IOException e) {
            faults.add("error page " + file + " cannot be read (" + e + "): let the user usher read it");
            return null;
        }
    }
}
