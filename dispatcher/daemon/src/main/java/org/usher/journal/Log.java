package org.usher.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Kernel;

/**
 * The log as its writers see it: any thread writes, none waits. An entry that finds no room is dropped and counted; that
 * is told as soon as there is room again.
 */
public final class Log {
    private static final int LAST_PATIENCE_MILLIS = 1_000;

    private final Sink sink;
    private final StandardError standardError;
    private long dropped;
    private long untold;

    Log(Sink sink, StandardError standardError) {
        this.sink = sink;
        this.standardError = standardError;
    }

    /**
     * Returns the journal if standard error leads there, as systemd tells by JOURNAL_STREAM (systemd.exec(5)), else
     * standard error itself.
     */
    public static Log of(ProcessEnvironment environment, Kernel kernel) {
        StandardError lines = new StandardError(kernel, 2, System.err);
        boolean toJournal = leadsToJournal(environment);
        return new Log(toJournal ? new JournalSocket(kernel, JournalSocket.PATH, lines) : lines, lines);
    }

    /** The variable, DEVICE:INODE, may be inherited by a program whose output goes elsewhere. */
    static boolean leadsToJournal(ProcessEnvironment environment) {
        String stream = Objects.requireNonNullElse(environment.get("JOURNAL_STREAM"), "");
        String inode = stream.substring(stream.indexOf(':') + 1);
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().equals("socket:[" + inode + "]");
        } catch (IOException ignored) { // standard error is closed: not the journal
            return false;
        }
    }

    synchronized void write(Entry entry) {
        if (untold > 0 && sink.take(missing())) {
            untold = 0;
        }
        if (untold > 0 || !sink.take(entry)) {
            dropped++;
            untold++;
        }
    }

    private Entry missing() {
        return new Entry(
                        Kind.DROPPED,
                        Entry.WARNING,
                        untold + " entries are missing here: the log did not take them (usherctl metrics counts all)")
                .with("USHER_DROPPED", untold);
    }

    /**
     * Writes an entry after which the process ends, to standard error, whose unit journald knows: it finds the unit of a
     * datagram by looking at the process, which may have ended by then.
     */
    synchronized void writeLast(Entry entry) {
        standardError.take(entry, LAST_PATIENCE_MILLIS);
    }

    /** Waits, a second at most, until what was told has reached its reader. */
    public synchronized void flush() {
        sink.flush();
    }

    /** Returns how many entries were dropped. */
    public synchronized long dropped() {
        return dropped;
    }
}
