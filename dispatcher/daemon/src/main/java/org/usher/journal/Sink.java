package org.usher.journal;

/** A place for entries. Used by one thread at a time, which it never keeps waiting. */
interface Sink {

    /** Takes an entry, or returns false if there is no room for it now. */
    boolean take(Entry entry);

    /** Waits, a second at most, until what was taken has reached its reader; where a write is enough, it has. */
    default void flush() {}
}
