package org.usher.connection;

import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;

/**
 * The view of a connection's first octets: those that an app has read already, then those that wait in the socket,
 * which stay there.
 *
 * <p>One window serves all connections, one after the other: its octets are true until the next {@link #open}.
 */
public final class Window {
    /** What {@link #open} answers when the client has closed and not one octet waits. */
    public static final int END = 0;

    private final Kernel kernel;
    private final int sizeMax;
    private final NativeMemory peeked;
    private final byte[] octets;

    /** Makes a window that shows up to {@code sizeMax} octets from the socket. */
    public Window(Kernel kernel, int sizeMax) {
        this.kernel = kernel;
        this.sizeMax = sizeMax;
        this.peeked = NativeMemory.allocate(sizeMax);
        this.octets = new byte[UNREAD_MAX + sizeMax];
    }

    /** Returns a window that shows up to {@code sizeMax} octets from the socket, or more. */
    public Window atLeast(int sizeMax) {
        return sizeMax <= this.sizeMax ? this : new Window(kernel, sizeMax);
    }

    /** The most octets that an app can have read already (PROTOCOL.md, rule 3). */
    static final int UNREAD_MAX = 60_000;

    /**
     * Looks at a connection.
     *
     * @return how many octets there are; {@link #END}; a negated errno, EAGAIN if nothing has come yet
     */
    public int open(Connection connection) {
        byte[] unread = connection.history().unread();
        int count = kernel.peek(connection.fd(), peeked, 0, sizeMax);
        if (count < 0 && (count != -Errno.EAGAIN || unread.length == 0)) {
            return count;
        }
        int present = Math.max(count, 0);
        System.arraycopy(unread, 0, octets, 0, unread.length);
        peeked.bytes().get(0, octets, unread.length, present);
        return unread.length + present;
    }

    /** Returns the octets; only as many as {@link #open} said are of this connection. */
    public byte[] octets() {
        return octets;
    }
}
