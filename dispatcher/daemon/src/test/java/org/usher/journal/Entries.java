package org.usher.journal;

import java.util.ArrayList;
import java.util.List;
import org.usher.posix.Kernel;

/** A log that takes everything and keeps it for the test to look at. */
public final class Entries implements Sink {
    private final List<Entry> all = new ArrayList<>();

    /** Returns the log that writes here. */
    public Log log() {
        return new Log(this, new StandardError(Kernel.linux(), 2, System.err));
    }

    @Override
    public synchronized boolean take(Entry entry) {
        return all.add(entry);
    }

    /** Returns what standard error would show. */
    public synchronized List<String> lines() {
        return all.stream().map(Entry::line).toList();
    }

    /** Returns the fields of the entry that came last, such as {@code PRIORITY=6}. */
    public synchronized List<String> lastFields() {
        return JournalSocketTest.fields(all.get(all.size() - 1).datagram());
    }
}
