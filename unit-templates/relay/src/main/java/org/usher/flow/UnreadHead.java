package org.usher.flow;

import org.jspecify.annotations.Nullable;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;

/** The head of the next request as it stands unread on a side, scanned once however slowly it comes. */
public final class UnreadHead {
    /** What is looked at first of what has come: most heads are shorter. */
    private static final int FIRST_LOOK = 4096;

    private final Side side;
    private final Scratch scratch;
    private @Nullable HeadScanner scanner;
    private int shown;

    /** Has looked at nothing yet. */
    public UnreadHead(Side side, Scratch scratch) {
        this.side = side;
        this.scratch = scratch;
    }

    /** Looks at what has come; null if that is no whole head, for which the side is watched. It is in the scratch then. */
    public @Nullable Scan look() {
        shown = side.mayShow() ? side.peek(scratch.in) : 0;
        if (shown == 0) {
            return null;
        }
        HeadScanner now = scanner == null ? new HeadScanner(Scratch.SIZE) : scanner;
        Scan scan = scan(now, Math.min(shown, FIRST_LOOK));
        if (scan == Scan.Incomplete.NEEDS_MORE && shown > FIRST_LOOK) {
            scan = scan(now, shown);
        }
        if (scan == Scan.Incomplete.NEEDS_MORE) {
            scanner = now;
            side.watch();
            return null;
        }
        scanner = null;
        return scan;
    }

    /** Returns whether it cannot become whole, either. */
    public boolean isLost() {
        return side.hasFailed() || (shown == 0 ? side.isAtEnd() : side.sawEnd());
    }

    /** Returns how many octets were looked at last: the head, and what has come after it. */
    public int shown() {
        return shown;
    }

    private Scan scan(HeadScanner now, int length) {
        scratch.copyHead(length);
        return now.scan(scratch.head, length);
    }
}
