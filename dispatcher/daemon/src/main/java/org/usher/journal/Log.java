package org.usher.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Kernel;

/**
 * The log as its writers see it: any thread writes, none waits. An entry that finds no room is dropped and counted; that
 * is told as soon as there is room again.
 */
public final class Log {
    private final Sink sink;
    private long dropped;
    private long untold;

    Log(Sink sink) {
        this.sink = sink;
    }

    /**
     * Returns the journal if standard error leads there, as systemd tells by JOURNAL_STREAM (systemd.exec(5)), else
     * standard error itself.
     */
    public static Log of(ProcessEnvironment environment, Kernel kernel) {
        return new Log(sinkOf(environment, kernel));
    }

    static Sink sinkOf(ProcessEnvironment environment, Kernel kernel) {
        StandardError lines = new StandardError(kernel);
        String stream = environment.get("JOURNAL_STREAM");
        boolean toJournal = stream != null && isStandardError(stream);
        return toJournal ? new JournalSocket(kernel, JournalSocket.PATH, lines) : lines;
    }

    /** The variable may be inherited by a program whose output goes elsewhere. */
    private static boolean isStandardError(String deviceAndInode) {
        String inode = deviceAndInode.substring(deviceAndInode.indexOf(':') + 1);
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().equals("socket:[" + inode + "]");
        } catch (IOException | UnsupportedOperationException ignored) { // closed, or no link: not the journal
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
        return Entry.of(
                        Kind.DROPPED,
                        Priority.WARNING,
                        untold + " entries are missing here: the log did not take them (usherctl metrics counts all)")
                .with("USHER_DROPPED", Long.toString(untold));
    }

    synchronized void writeLast(Entry entry) {
        sink.takeLast(entry);
    }

    synchronized void flush() {
        sink.flush();
    }

    synchronized long dropped() {
        return dropped;
    }
}
