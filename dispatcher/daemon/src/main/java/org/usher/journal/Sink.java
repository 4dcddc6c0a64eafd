package org.usher.journal;

/** A place for entries. Used by one thread at a time, which it never keeps waiting. */
interface Sink {

    /** Takes an entry, or returns false if there is no room for it now. */
    boolean take(Entry entry);

    /** Takes an entry after which the process ends; waits for room, a second at most. */
    void takeLast(Entry entry);

    /** Waits, a second at most, until what was taken has reached its reader. */
    void flush();
}
