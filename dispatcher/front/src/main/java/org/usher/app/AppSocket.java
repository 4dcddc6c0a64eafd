package org.usher.app;

import java.util.function.Function;
import org.usher.connection.Events;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;
import org.usher.route.App;

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
    private final Function<App, String> socketPath;
    private final SocketAddressBuffer address = new SocketAddressBuffer();
    private final Events events;
    private String path = "";
    private String unit = "";
    private int fd = CLOSED;
    private long inode;
    private int muteFrom;

    /** Leads nowhere yet; {@code socketPath} tells where an app's socket is, {@code events} hear of limits that we reach. */
    AppSocket(Kernel kernel, Function<App, String> socketPath, Events events) {
        this.kernel = kernel;
        this.socketPath = socketPath;
        this.events = events;
    }

    /** Leads to the socket of {@code app} from the next {@link #connect} on: a unit that was edited may have the old one still. */
    void leadTo(App app) {
        unit = app.unit();
        path = socketPath.apply(app);
    }

    /** Returns the fd, for the poller; it changes with every {@link #close}. */
    int fd() {
        return fd;
    }

    /** Connects to the socket at the app's path, unless it is connected to one, which may be gone. */
    Sent connect() {
        if (fd != CLOSED) {
            return Sent.DONE;
        }
        address.setPath(path);
        int made = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        int result = made < 0 ? made : kernel.connect(made, address);
        if (result < 0) {
            if (made >= 0) {
                kernel.close(made);
            }
            return outcome(result);
        }
        kernel.setOption(made, SocketOption.SO_SNDBUF, SEND_BUFFER);
        muteFrom = kernel.option(made, SocketOption.SO_SNDBUF) / 4; // unix_writable() in net/unix/af_unix.c
        inode = kernel.inode(address);
        fd = made;
        return Sent.DONE;
    }

    /** Sends {@code message} through the connected socket. */
    Sent send(FdMessage message) {
        int result = kernel.sendMessage(fd, message);
        return result >= 0 ? Sent.DONE : result == -Errno.ECONNREFUSED ? Sent.GONE : outcome(result);
    }

    private Sent outcome(int result) {
        Sent sent = Sent.of(result);
        if (sent == Sent.LIMIT) {
            events.warned("hand over to " + unit + ": " + Errno.describe(result));
        }
        return sent;
    }

    /** Returns the room that messages take up which the app has not taken, as {@link QueueCost} counts it. */
    int unsent() {
        return fd == CLOSED ? 0 : kernel.unsent(fd);
    }

    /** Returns whether so much is unsent that the kernel does not tell when something is taken. */
    boolean isMute() {
        return unsent() > muteFrom;
    }

    /**
     * Returns whether the app's own socket is still the one that we connected to, and open: DONE, GONE, or LIMIT if there
     * is no telling now. When that is closed, all messages leave it as if they were taken: to tell, ask here after
     * {@link #unsent}. Connecting once more is how to ask; if it leads elsewhere, close and connect.
     */
    Sent isThere() {
        int result = kernel.connect(fd, address);
        if (result < 0) {
            return result == -Errno.ECONNREFUSED || result == -Errno.ENOENT ? Sent.GONE : Sent.LIMIT;
        }
        return kernel.inode(address) == inode ? Sent.DONE : Sent.GONE;
    }

    void close() {
        if (fd != CLOSED) {
            kernel.close(fd);
            fd = CLOSED;
        }
    }
}
