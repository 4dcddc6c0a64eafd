package org.usher.refusal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The administrator's own pages for refusals, read once: {@code REASON.html}, such as {@code UnknownPath.html}, else
 * {@code STATUS.html}, such as {@code 503.html}.
 *
 * <p>A page that cannot be used is left out and {@linkplain #faults() named}; the rest serves on.
 */
public final class ErrorPages {
    /** Largest page, in octets: it is written to a socket in one go, from memory. */
    public static final int PAGE_SIZE_MAX = 32 * 1024;

    private final Map<Refusal, Page> pages;
    private final List<String> faults;

    private ErrorPages(Map<Refusal, Page> pages, List<String> faults) {
        this.pages = pages;
        this.faults = List.copyOf(faults);
    }

    /** No own pages: every refusal has our text. */
    public static ErrorPages none() {
        return new ErrorPages(Map.of(), List.of());
    }

    /**
     * Reads the pages of a directory; one that does not exist holds none.
     *
     * @param directory {@code /etc/usher/errors}, or another in its place
     */
    public static ErrorPages load(Path directory) {
        if (!Files.isDirectory(directory)) {
            return none();
        }
        Map<Refusal, Page> pages = new EnumMap<>(Refusal.class);
        List<String> faults = new ArrayList<>();
        for (Refusal reason : Refusal.values()) {
            Page page = read(directory.resolve(reason.word() + ".html"), faults);
            if (page == null) {
                page = read(directory.resolve(reason.status() + ".html"), faults);
            }
            if (page != null) {
                pages.put(reason, page);
            }
        }
        return new ErrorPages(pages, faults.stream().distinct().toList());
    }

    /** One sentence for each file that is not used: what is wrong with it, and what to do. */
    public List<String> faults() {
        return faults;
    }

    @Nullable
    Page page(Refusal reason) {
        return pages.get(reason);
    }

    private static @Nullable Page read(Path file, List<String> faults) {
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
            return new Page(html);
        } catch (IOException e) {
            faults.add("error page " + file + " cannot be read (" + e + "): let the user usher read it");
            return null;
        }
    }

    /** One page as it was read. */
    static final class Page {
        private final byte[] html;

        private Page(byte[] html) {
            this.html = html;
        }

        /** The octets of the page; not to be changed. */
        byte[] html() {
            return html;
        }
    }
}
