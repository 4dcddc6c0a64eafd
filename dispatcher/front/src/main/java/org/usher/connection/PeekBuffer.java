package org.usher.connection;

import java.util.zip.CRC32;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketType;
import org.usher.route.Limits;

/**
 * The first octets of a connection: those that an app has read already, then those that wait in the socket, which stay
 * there. One buffer serves all connections of a thread: its octets are true until the next {@link #look}.
 */
public final class PeekBuffer {
    /** The most octets that an app can have read already (PROTOCOL.md, rule 3). */
    private static final int UNREAD_MAX = 60_000;

    /** The most octets of a fingerprint. */
    private static final int FINGERPRINT_MAX = 16 * 1024;

    private final Kernel kernel;
    private final CRC32 crc = new CRC32();
    private final NativeMemory peeked = NativeMemory.allocate(Limits.HEAD_SIZE_MAX);
    private final byte[] octets = new byte[UNREAD_MAX + Limits.HEAD_SIZE_MAX];
    private int sizeMax = Limits.DEFAULT.headSizeMax();
    private int present;
    private int size;

    public PeekBuffer(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Shows up to {@code sizeMax} octets from the socket, or more: heads that wait keep the limit that they came with. */
    public void atLeast(int sizeMax) {
        this.sizeMax = Math.max(sizeMax, this.sizeMax);
    }

    /** Peeks at a connection; returns false if its client has closed or reset it, and not one octet waits. */
    public boolean look(Connection connection) {
        byte[] unread = connection.unread();
        int count = kernel.peek(connection.fd(), peeked, 0, sizeMax);
        present = Math.max(count, 0);
        size = unread.length + present;
        System.arraycopy(unread, 0, octets, 0, unread.length);
        peeked.bytes().get(0, octets, unread.length, present);
        return count == -Errno.EAGAIN || (count >= 0 && size > 0);
    }

    /** Takes off the first {@code length} octets, none of which an app has read; returns whether they were still there. */
    public boolean drop(Connection connection, int length) {
        present -= length;
        size -= length;
        System.arraycopy(octets, length, octets, 0, size);
        peeked.bytes().put(0, octets, 0, size);
        return kernel.discard(connection.fd(), length) == length;
    }

    /** Returns the octets that there are, and behind them what is of no connection. */
    public byte[] octets() {
        return octets;
    }

    /** Returns how many octets there are. */
    public int size() {
        return size;
    }

    /**
     * Returns a fingerprint of what the last {@link #look} found in the socket: how many octets, and their CRC-32.
     *
     * <p>Whoever reads these octets owns the request (PROTOCOL.md, rule 32): while they stand there unread, no app has
     * begun to serve it. Octets that follow a request which an app has just read have another checksum, unless the client
     * makes them so, to its own harm.
     */
    public long fingerprint() {
        return fingerprint(Math.min(present, FINGERPRINT_MAX));
    }

    /** Returns whether nobody has read the octets of {@code fingerprint} from {@code fd} yet. */
    public boolean isUnread(int fd, long fingerprint) {
        int length = length(fingerprint);
        return length > 0 && isWhole(kernel.peek(fd, peeked, 0, length), fingerprint);
    }

    /**
     * Reads the octets of {@code fingerprint}; returns whether the request is ours now. If not, it is an app's, and nothing
     * may be written.
     */
    public boolean take(int fd, long fingerprint) {
        if (!isUnread(fd, fingerprint)) {
            return false;
        }
        int count = kernel.receive(fd, peeked, 0, length(fingerprint));
        if (isWhole(count, fingerprint)) {
            return true;
        }
        if (count > 0) {
            // The app has read between our two calls, and we have what follows: it must not go on as if it had all.
            kernel.shutdown(fd, SocketType.SHUT_RDWR);
        }
        return false;
    }

    private boolean isWhole(int count, long fingerprint) {
        return count == length(fingerprint) && fingerprint(count) == fingerprint;
    }

    private static int length(long fingerprint) {
        return (int) (fingerprint >>> Integer.SIZE);
    }

    private long fingerprint(int length) {
        crc.reset();
        crc.update(peeked.bytes().duplicate().limit(length).position(0));
        return (long) length << Integer.SIZE | crc.getValue();
    }
}
