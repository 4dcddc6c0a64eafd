package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * journald's own socket: an entry is one datagram, sent without waiting; a queue that journald does not empty has no room.
 * If nobody listens there, entries go to standard error.
 */
final class JournalSocket implements Sink {
    /** Where journald listens (systemd-journald.service(8)). */
    static final String PATH = "/run/systemd/journal/socket";

    /** Room for an entry: two or three of its values are long, and each is cut (see {@link Entry}). */
    private static final int ENTRY_SIZE_MAX = 64 << 10;

    private static final int CLOSED = -1;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Kernel kernel;
    private final SocketAddressBuffer address;
    private final StandardError standardError;
    private final NativeMemory memory = NativeMemory.allocate(ENTRY_SIZE_MAX);
    private int fd = CLOSED;

    JournalSocket(Kernel kernel, String path, StandardError standardError) {
        this.kernel = kernel;
        this.address = new SocketAddressBuffer().setPath(path);
        this.standardError = standardError;
    }

    /**
     * Writes to standard error, whose unit journald knows: it finds the unit of a datagram by looking at the process, which
     * may have ended by then.
     */
    @Override
    public void takeLast(Entry entry) {
        standardError.takeLast(entry);
    }

    /** Waits for journald to empty its queue: it asks the process for its unit, which must still be there. */
    @Override
    public void flush() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (fd != CLOSED && kernel.unsent(fd) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public boolean take(Entry entry) {
        byte[] datagram = entry.datagram();
        if (datagram.length > memory.size()) {
            return false;
        }
        memory.bytes().put(0, datagram);
        int result = fd == CLOSED ? -Errno.ENOTCONN : kernel.send(fd, memory, 0, datagram.length);
        if (result == -Errno.ENOTCONN || result == -Errno.ECONNREFUSED) { // journald was restarted, or is not known yet
            result = connect() ? kernel.send(fd, memory, 0, datagram.length) : -Errno.ENOTCONN;
        }
        return result == -Errno.ENOTCONN ? standardError.take(entry) : result >= 0;
    }

    private boolean connect() {
        if (fd != CLOSED) {
            kernel.close(fd);
        }
        fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (fd >= 0 && kernel.connect(fd, address) >= 0) {
            return true;
        }
        if (fd >= 0) {
            kernel.close(fd);
        }
        fd = CLOSED;
        return false;
    }
}
