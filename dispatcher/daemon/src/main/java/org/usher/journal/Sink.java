package org.usher.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Kernel;

/** Where entries go. Every method may be called from any thread, and {@link #write} from one that must not wait. */
public interface Sink {

    /** Takes an entry, or drops and counts it; never waits. */
    void write(Entry entry);

    /** Takes an entry after which the process ends: returns when it is written, or after a second. */
    void writeLast(Entry entry);

    /** Waits until everything is written that was taken, a second at most. */
    void flush();

    /** Returns how many entries were dropped. */
    long dropped();

    /**
     * Returns the journal where standard error leads there, as systemd tells by JOURNAL_STREAM (systemd.exec(5)), else
     * standard error itself.
     */
    static Sink of(ProcessEnvironment environment, Kernel kernel) {
        StandardError lines = new StandardError(System.err);
        String stream = environment.get("JOURNAL_STREAM");
        return stream != null && isStandardError(stream) ? new JournalSocket(kernel, JournalSocket.PATH, lines) : lines;
    }

    /** Somebody above us may have been given the variable, and then have sent our output elsewhere. */
    private static boolean isStandardError(String deviceAndInode) {
        String inode = deviceAndInode.substring(deviceAndInode.indexOf(':') + 1);
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().equals("socket:[" + inode + "]");
        } catch (IOException | UnsupportedOperationException ignored) { // closed, or no link: nothing of the journal's
            return false;
        }
    }
}
