package org.usher.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    /** Room for an entry: few of its values are long, and each is cut (see {@link Entry}). */
    private static final int ENTRY_SIZE_MAX = 64 << 10;

    private static final int PATIENCE_MILLIS = 1_000;

    private final Kernel kernel;
    private final SocketAddressBuffer address;
    private final Sink standardError;
    private final NativeMemory memory = NativeMemory.allocate(ENTRY_SIZE_MAX);
    private final int fd;

    JournalSocket(Kernel kernel, String path, Sink standardError) {
        this.kernel = kernel;
        this.address = new SocketAddressBuffer().setPath(path);
        this.standardError = standardError;
        this.fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
    }

    /** Connects each time: journald may have been restarted since the last entry. */
    @Override
    public boolean take(Entry entry) {
        if (kernel.connect(fd, address) < 0) {
            return standardError.take(entry);
        }
        byte[] datagram = entry.datagram();
        memory.bytes().put(0, datagram);
        return kernel.send(fd, memory, 0, datagram.length) >= 0;
    }

    /** Waits for journald to empty its queue: it asks the process for its unit, which must still be there. */
    @Override
    public void flush() {
        for (int millis = 0; millis < PATIENCE_MILLIS && kernel.unsent(fd) > 0; millis++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
