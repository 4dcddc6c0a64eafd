package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * journald's own socket: an entry is one datagram, sent without waiting. A queue that journald does not empty fills up,
 * and further entries are dropped; that is told as soon as there is room. Where nobody listens entries go to standard
 * error.
 */
final class JournalSocket implements Sink {
    /** Where journald listens (systemd-journald.service(8)). */
    static final String PATH = "/run/systemd/journal/socket";

    /** More than the fields of any entry of ours, each cut to {@link Entry#VALUE_LENGTH_MAX} characters. */
    private static final int ENTRY_SIZE_MAX = 64 << 10;

    private static final int CLOSED = -1;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Kernel kernel;
    private final SocketAddressBuffer address;
    private final StandardError standardError;
    private final NativeMemory memory = NativeMemory.allocate(ENTRY_SIZE_MAX);
    private final DropCount drops = new DropCount();
    private int fd = CLOSED;

    JournalSocket(Kernel kernel, String path, StandardError standardError) {
        this.kernel = kernel;
        this.address = new SocketAddressBuffer().setPath(path);
        this.standardError = standardError;
    }

    @Override
    public synchronized void write(Entry entry) {
        if (drops.isUntold()) {
            if (!send(drops.entry())) {
                drops.count();
                return;
            }
            drops.told();
        }
        if (!send(entry)) {
            drops.count();
        }
    }

    /**
     * Writes to standard error, whose unit journald knows: it finds that of a datagram by looking at the process, which
     * may have ended by then.
     */
    @Override
    public void writeLast(Entry entry) {
        standardError.writeLast(entry);
    }

    /** Waits for journald to take what is in its queue: it asks the process for its unit, which must still be there. */
    @Override
    public void flush() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (unsent() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        standardError.flush();
    }

    private synchronized int unsent() {
        return fd == CLOSED ? 0 : kernel.unsent(fd);
    }

    @Override
    public synchronized long dropped() {
        return drops.total() + standardError.dropped();
    }

    /** Returns whether journald's queue has the entry, or that of standard error. */
    private boolean send(Entry entry) {
        byte[] datagram = entry.datagram();
        if (datagram.length > memory.size()) {
            return false;
        }
        memory.bytes().put(0, datagram);
        int result = fd == CLOSED ? -Errno.ENOTCONN : kernel.send(fd, memory, 0, datagram.length);
        if (result == -Errno.ENOTCONN || result == -Errno.ECONNREFUSED) { // the socket we knew is gone
            result = connect() < 0 ? -Errno.ENOTCONN : kernel.send(fd, memory, 0, datagram.length);
        }
        if (result == -Errno.ENOTCONN) {
            standardError.write(entry);
            return true;
        }
        return result >= 0;
    }

    private int connect() {
        if (fd != CLOSED) {
            kernel.close(fd);
            fd = CLOSED;
        }
        int made = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (made < 0) {
            return made;
        }
        int result = kernel.connect(made, address);
        if (result < 0) {
            kernel.close(made);
            return result;
        }
        fd = made;
        return result;
    }
}
