package org.usher.connection;

import org.usher.parking.Parked;
import org.usher.parking.ParkedMessage;
import org.usher.parking.Waited;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * The datagram socket in which a dispatcher that stops leaves its open connections to the next one, many in a message.
 * systemd holds it, and starts the next dispatcher as soon as something is in it.
 *
 * <p>Only root and user usher can write to it (mode 0600), so what comes out is what we have put in. Nothing here
 * blocks. What finds no place is closed, and what is in escrow then is its app's.
 */
public final class ParkingPlace {
    /** What stands for the fd of a place that there is not: nothing finds place there. */
    public static final int NOWHERE = -1;

    private final Kernel kernel;
    private final Events events;
    private final int fd;
    private final Parcel parcel;
    private int parked;
    private int closed;
    private String why = "";

    /** Leaves connections in {@code fd}, which stays its opener's. */
    public ParkingPlace(Kernel kernel, Events events, int fd) {
        this.kernel = kernel;
        this.events = events;
        this.fd = fd;
        this.parcel = new Parcel(kernel, fd);
    }

    /** Leaves {@code connection} here, of which it becomes the owner; it goes with the next message. */
    public void leave(Connection connection, Waited waited) {
        if (parcel.isFull()) {
            send();
        }
        Parked entry = entry(connection, waited);
        if (parcel.count() > 0 && !ParkedMessage.add(parcel.payload(), entry)) {
            send();
        }
        if (parcel.count() == 0) {
            ParkedMessage.begin(parcel.payload());
            boolean ignored = ParkedMessage.add(parcel.payload(), entry); // one fits (ParkedMessage.SIZE_MAX)
        }
        parcel.add(connection.fd());
    }

    /** Sends what has not been sent yet, and tells how many found a place. */
    public void close() {
        if (parcel.count() > 0) {
            send();
        }
        if (parked + closed > 0) {
            events.parked(parked, closed, why);
        }
    }

    private static Parked entry(Connection connection, Waited waited) {
        History history = connection.history();
        return new Parked(waited, history.hops(), history.prefix(), history.unread());
    }

    private void send() {
        int result = parcel.send();
        for (int i = 0; i < parcel.count(); i++) {
            kernel.close(parcel.fd(i));
        }
        if (result < 0) {
            closed += parcel.count();
            why = Errno.describe(result);
        } else {
            parked += parcel.count();
        }
        parcel.empty();
    }
}
