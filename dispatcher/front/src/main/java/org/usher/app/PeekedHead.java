package org.usher.app;

import java.util.zip.CRC32;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketType;

/**
 * What stood at the front of a connection just before it was sent to an app. Whoever reads that owns the request
 * (PROTOCOL.md, rule 32): while it stands there unread nobody has begun to serve it, and by reading it ourselves we take
 * it back from an app that may still receive the connection.
 *
 * <p>Only how long it is and its checksum are kept: heads by the hundred may wait for one app. The octets that follow a
 * request which the app has just begun to read have another checksum, unless the client makes them so, to its own harm.
 */
final class PeekedHead {
    private final Kernel kernel;
    private final NativeMemory page;
    private final int fd;
    private final int length;
    private final long checksum;

    private PeekedHead(Kernel kernel, NativeMemory page, int fd, int length) {
        this.kernel = kernel;
        this.page = page;
        this.fd = fd;
        this.length = length;
        this.checksum = checksum(page, length);
    }

    /** Looks at {@code fd}, whose owner it does not become; all of them share {@code page}. */
    static PeekedHead of(Kernel kernel, NativeMemory page, int fd) {
        return new PeekedHead(kernel, page, fd, Math.max(kernel.peek(fd, page, 0, page.size()), 0));
    }

    /** Returns whether nobody has read since. */
    boolean isUnread() {
        return length > 0 && isWhole(kernel.peek(fd, page, 0, length));
    }

    /** Reads it; returns whether the request is ours now. If it is not, it is the app's, and nothing may be written. */
    boolean take() {
        if (!isUnread()) {
            return false;
        }
        int count = kernel.receive(fd, page, 0, length);
        if (isWhole(count)) {
            return true;
        }
        if (count > 0) {
            // The app has read between our two calls, and we have what follows: it must not go on as if it had all.
            kernel.shutdown(fd, SocketType.SHUT_RDWR);
        }
        return false;
    }

    private boolean isWhole(int count) {
        return count == length && checksum(page, count) == checksum;
    }

    private static long checksum(NativeMemory page, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(page.bytes().slice(0, length));
        return checksum.getValue();
    }
}
