package org.usher.journal;

/** How many entries were dropped, and whether that was told. Its owner's lock guards it. */
final class DropCount {
    private long total;
    private long untold;

    void count() {
        total++;
        untold++;
    }

    long total() {
        return total;
    }

    boolean isUntold() {
        return untold > 0;
    }

    /** Returns the entry that tells it. */
    Entry entry() {
        return Entry.of(
                        Kind.DROPPED,
                        Priority.WARNING,
                        untold + " entries are missing here: the log did not take them (usherctl metrics counts all)")
                .with("USHER_DROPPED", Long.toString(untold));
    }

    void told() {
        untold = 0;
    }
}
