package org.usher.park;

import java.util.ArrayList;
import java.util.List;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The datagram socket in which a dispatcher that stops leaves its open connections to the next one, many in a message.
 * systemd holds it, and starts the next dispatcher as soon as something is in it.
 *
 * <p>Only root and user usher can write to it (mode 0600), so what comes out is what we have put in. Nothing here blocks.
 * What finds no room is closed.
 */
public final class ParkSocket {
    /** Stands for the fd of a socket that there is not: nothing finds room there. */
    public static final int NONE = -1;

    /** As many as the kernel allows, less some: {@link FdMessage#FDS_MAX} was another number in other versions. */
    private static final int FDS_MAX = 250;

    private final Kernel kernel;
    private final Events events;
    private final int fd;
    private final FdMessage message = FdMessage.toSend(ParkedMessage.SIZE_MAX, FDS_MAX);
    private final List<Integer> fds = new ArrayList<>();
    private int parked;
    private int closed;
    private String why = "";

    /** Leaves connections in {@code fd}, which stays its opener's. */
    public ParkSocket(Kernel kernel, Events events, int fd) {
        this.kernel = kernel;
        this.events = events;
        this.fd = fd;
    }

    /** Returns another one for the same socket, for another thread. */
    public ParkSocket another() {
        return new ParkSocket(kernel, events, fd);
    }

    /** Becomes the owner of {@code connection}, which goes with the next message; see {@link History#isLost}. */
    public void leave(Connection connection, boolean isLost) {
        History known = connection.history();
        History entry = (known == null ? History.NONE : known).lost(isLost);
        if (fds.size() == FDS_MAX || (!fds.isEmpty() && !ParkedMessage.add(message.payload(), entry))) {
            flush();
        }
        if (fds.isEmpty()) {
            ParkedMessage.begin(message.payload());
            boolean ignored = ParkedMessage.add(message.payload(), entry); // one fits (ParkedMessage.SIZE_MAX)
        }
        fds.add(connection.fd());
    }

    /** Sends what has not been sent yet, and tells how many found room. */
    public void close() {
        if (!fds.isEmpty()) {
            flush();
        }
        if (parked + closed > 0) {
            events.parked(parked, closed, why);
        }
    }

    private void flush() {
        message.setFds(fds.stream().mapToInt(Integer::intValue).toArray());
        int result = send();
        fds.forEach(kernel::close);
        if (result < 0) {
            closed += fds.size();
            why = fd == NONE ? "there is no place for them" : Errno.describe(result);
        } else {
            parked += fds.size();
        }
        message.payload().clear();
        fds.clear();
    }

    /** Sends the message from a socket of its own: one for all would be full before the receiver is (SO_SNDBUF). */
    private int send() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        int known = kernel.localAddress(fd, address);
        int socket = known < 0 ? known : kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (socket < 0) {
            return socket;
        }
        int connected = kernel.connect(socket, address);
        int result = connected < 0 ? connected : kernel.sendMessage(socket, message);
        kernel.close(socket);
        return result;
    }
}
