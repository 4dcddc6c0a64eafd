package org.usher.connection;

import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * The socket through which connections are sent to one app, connected to the app's own.
 *
 * <p>Each app has its own, for the kernel charges what an app does not take to the socket that it was sent from: with a
 * shared one, the first stuck app would stop all others.
 */
final class AppSocket {
    /** More than the kernel grants (net.core.wmem_max): it cuts it to its maximum (socket(7), SO_SNDBUF). */
    private static final int SEND_BUFFER = 1 << 22;

    private static final int CLOSED = -1;

    private final Kernel kernel;
    private final SocketAddressBuffer address;
    private int fd = CLOSED;

    AppSocket(Kernel kernel, SocketAddressBuffer address) {
        this.kernel = kernel;
        this.address = address;
    }

    /**
     * Sends {@code message}, connecting first where needed: also when the socket that we were connected to is gone, for
     * its unit may have made a new one at the same path.
     *
     * @return 0 or more if the app's queue has it; a negated errno, EAGAIN if that queue is full
     */
    int send(FdMessage message) {
        if (fd != CLOSED) {
            int result = kernel.sendMessage(fd, message);
            if (result != -Errno.ECONNREFUSED && result != -Errno.ENOTCONN) {
                return result;
            }
            close();
        }
        int connected = connect();
        return connected < 0 ? connected : kernel.sendMessage(fd, message);
    }

    void close() {
        if (fd != CLOSED) {
            kernel.close(fd);
            fd = CLOSED;
        }
    }

    private int connect() {
        int made = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (made < 0) {
            return made;
        }
        int result = kernel.connect(made, address);
        if (result < 0) {
            kernel.close(made);
            return result;
        }
        kernel.setOption(made, SocketOption.SO_SNDBUF, SEND_BUFFER);
        fd = made;
        return 0;
    }
}
