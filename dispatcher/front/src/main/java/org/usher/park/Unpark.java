package org.usher.park;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.ListeningSocket;
import org.usher.handoff.AddressBlock;
import org.usher.park.ParkedMessage.Content;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/**
 * The return of connections from the {@link ParkSocket}: each goes on where it was, with what is left of its time and by
 * the table that is in force now.
 */
public final class Unpark {
    private final Kernel kernel;
    private final Events events;
    private final List<ListeningSocket> listeners;
    private final Consumer<Connection> fresh;
    private final Consumer<Runnable> held;
    private final Consumer<Connection> returned;
    private final FdMessage message = FdMessage.toReceive(ParkedMessage.SIZE_MAX, FdMessage.FDS_MAX);
    private int takenUp;
    private int closed;
    private String why = "";

    /**
     * Passes on what came in through one of {@code listeners}.
     *
     * @param fresh takes connections that no app has held
     * @param held runs what asks a socket that an app may hold
     * @param returned takes connections that an app may hold; called by {@code held}
     */
    public Unpark(
            Kernel kernel,
            Events events,
            List<ListeningSocket> listeners,
            Consumer<Connection> fresh,
            Consumer<Runnable> held,
            Consumer<Connection> returned) {
        this.kernel = kernel;
        this.events = events;
        this.listeners = listeners;
        this.fresh = fresh;
        this.held = held;
        this.returned = returned;
    }

    /** Takes up all that is in {@code fd}, a non-blocking datagram socket. */
    public void from(int fd) {
        int length = kernel.receiveMessage(fd, message);
        while (length >= 0) {
            takeUp(length);
            length = kernel.receiveMessage(fd, message);
        }
        if (length != -Errno.EAGAIN) {
            events.warned("receive what was parked: " + Errno.describe(length));
        }
        if (takenUp + closed > 0) {
            events.takenUp(takenUp, closed, why);
        }
    }

    private void takeUp(int length) {
        Content content = ParkedMessage.read(message.payload().limit(length));
        if (content instanceof Content.Entries entries
                && !message.isTruncated()
                && entries.list().size() == message.fdCount()) {
            for (int i = 0; i < message.fdCount(); i++) {
                takeUp(message.fd(i), entries.list().get(i));
            }
        } else {
            why = content instanceof Content.Unreadable unreadable ? unreadable.why() : "entries and fds differ";
            closed += message.fdCount();
            for (int i = 0; i < message.fdCount(); i++) {
                kernel.close(message.fd(i));
            }
        }
    }

    private void takeUp(int fd, ParkedConnection parked) {
        if (parked.mayBeHeld()) {
            takenUp++;
            held.accept(() -> {
                Connection connection = connection(fd, parked);
                if (connection != null) {
                    returned.accept(connection);
                }
            });
            return;
        }
        Connection connection = connection(fd, parked);
        if (connection == null) {
            closed++;
            why = "the client or the listener is gone";
        } else {
            takenUp++;
            fresh.accept(connection);
        }
    }

    /** Returns the connection {@code fd}; null if the client has reset it or its listener is gone: then it is closed. */
    private @Nullable Connection connection(int fd, ParkedConnection parked) {
        SocketAddressBuffer client = new SocketAddressBuffer();
        SocketAddressBuffer local = new SocketAddressBuffer();
        if (kernel.localAddress(fd, local) >= 0 && kernel.peerAddress(fd, client) >= 0 && local.isInternet()) {
            for (ListeningSocket listener : listeners) {
                if (listener.covers(local)) {
                    AddressBlock ends = AddressBlock.of(client, local);
                    return new Connection(fd, listener.arrival(local), ends, parked.history(), parked.elapsed());
                }
            }
        }
        kernel.close(fd);
        return null;
    }
}
