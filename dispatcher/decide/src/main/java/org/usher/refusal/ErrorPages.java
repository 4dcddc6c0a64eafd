package org.usher.refusal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The administrator's own pages for refusals. A refusal without one has our text. */
public final class ErrorPages {
    /** No own pages. */
    public static final ErrorPages NONE = new ErrorPages(Map.of());

    private final Map<Refusal, byte[]> pages;

    /** Makes the set of these pages, in HTML; their octets must not be changed afterwards. */
    public ErrorPages(Map<Refusal, byte[]> pages) {
        this.pages = Map.copyOf(pages);
    }

    byte @Nullable [] page(Refusal reason) {
        return pages.get(reason);
    }
}
