package org.usher.journal;

import java.io.PrintStream;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.Readiness;

/**
 * Standard error, a line an entry. A pipe or a terminal that nobody reads blocks its writer, so a line is written only
 * when there is room; a pipe that has any has room for {@link #LINE_LENGTH_MAX} characters (pipe(7), PIPE_BUF).
 */
final class StandardError implements Sink {
    static final int LINE_LENGTH_MAX = 1_000;

    private final Kernel kernel;
    private final PrintStream out;
    private final int epoll;
    private final Epoll events = new Epoll(1);
    /** A file takes everything at once, and cannot be waited for (epoll_ctl(2), EPERM). */
    private final boolean isFile;

    /** Writes to {@code out}, which writes to {@code fd}. */
    StandardError(Kernel kernel, int fd, PrintStream out) {
        this.kernel = kernel;
        this.out = out;
        this.epoll = kernel.epollCreate();
        this.isFile = kernel.epollAdd(epoll, fd, Readiness.ROOM, 0) == -Errno.EPERM;
    }

    @Override
    public boolean take(Entry entry) {
        return take(entry, 0);
    }

    /** Takes an entry, or returns false if there is no room for it in time. */
    boolean take(Entry entry, int patienceMillis) {
        boolean hasRoom = isFile || kernel.epollWait(epoll, events, patienceMillis) > 0;
        if (hasRoom) {
            String line = entry.line();
            out.print(line.substring(0, Math.min(line.length(), LINE_LENGTH_MAX)) + "\n"); // in one write
            out.flush();
        }
        return hasRoom;
    }
}
