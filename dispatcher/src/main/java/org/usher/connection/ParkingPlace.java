package org.usher.connection;

import java.util.Arrays;
import org.usher.parking.Parked;
import org.usher.parking.ParkedMessage;
import org.usher.parking.Waited;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The datagram socket in which a dispatcher that stops leaves its open connections to the next one, many in a message.
 * systemd holds it, and starts the next dispatcher as soon as something is in it.
 *
 * <p>Only root and user usher can write to it (mode 0600), so what comes out is what we have put in. Nothing here
 * blocks, and what finds no place is closed.
 */
final class ParkingPlace {
    /** What stands for the fd of a place that there is not: everything that is left there is closed. */
    static final int NOWHERE = -1;

    /** As many as the kernel allows, less some: {@link FdMessage#FDS_MAX} was another number in other versions. */
    private static final int FDS_PER_MESSAGE = 250;

    private final Kernel kernel;
    private final Events events;
    private final int fd;
    private final FdMessage message = FdMessage.toSend(ParkedMessage.SIZE_MAX, FDS_PER_MESSAGE);
    private final int[] fds = new int[FDS_PER_MESSAGE];
    private int count;
    private int parked;
    private int closed;
    private String why = "";

    /** Leaves connections in {@code fd}, which stays its opener's. */
    ParkingPlace(Kernel kernel, Events events, int fd) {
        this.kernel = kernel;
        this.events = events;
        this.fd = fd;
    }

    /** Leaves {@code connection} here, of which it becomes the owner; it goes with the next message. */
    void leave(Connection connection, Waited waited) {
        if (count == FDS_PER_MESSAGE) {
            send();
        }
        History history = connection.history();
        Parked entry = new Parked(waited, history.hops(), history.prefix(), history.unread());
        if (count > 0 && !ParkedMessage.add(message.payload(), entry)) {
            send();
        }
        if (count == 0) {
            ParkedMessage.begin(message.payload().clear());
            boolean ignored = ParkedMessage.add(message.payload(), entry); // one fits (ParkedMessage.SIZE_MAX)
        }
        fds[count++] = connection.fd();
    }

    /** Sends what has not been sent yet, and tells how many found a place. */
    void close() {
        if (count > 0) {
            send();
        }
        if (parked + closed > 0) {
            events.parked(parked, closed, why);
        }
    }

    private void send() {
        message.setFds(Arrays.copyOf(fds, count));
        int result = sendMessage();
        for (int i = 0; i < count; i++) {
            kernel.close(fds[i]);
        }
        if (result < 0) {
            closed += count;
            why = Errno.describe(result);
        } else {
            parked += count;
        }
        count = 0;
    }

    /** Each message has a socket of its own: one for all would be full before the receiver is (SO_SNDBUF). */
    private int sendMessage() {
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
