package org.usher.loop;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Sources;
import org.usher.connection.Surroundings;
import org.usher.parking.Parked;
import org.usher.parking.ParkedMessage;
import org.usher.parking.ParkedMessage.Content;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/**
 * The return of connections from the {@link ParkingPlace}: each goes on where it was, with what is left of its time and,
 * unless it is at an app already, with the table that is in force now.
 */
final class TakingUp {
    private final Kernel kernel;
    private final Events events;
    private final Reception reception;
    private final Sources sources;
    private final List<Acceptor> listeners;
    private final FdMessage message = FdMessage.toReceive(ParkedMessage.SIZE_MAX, FdMessage.FDS_MAX);
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();
    private int takenUp;
    private int closed;
    private String why = "";

    /** Passes to {@code reception} what came in through one of {@code listeners}. */
    TakingUp(Surroundings surroundings, Reception reception, Sources sources, List<Acceptor> listeners) {
        this.kernel = surroundings.kernel();
        this.events = surroundings.events();
        this.reception = reception;
        this.sources = sources;
        this.listeners = listeners;
    }

    /** Takes up all that is in {@code fd}, a non-blocking datagram socket. */
    void from(int fd) {
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
                && isComplete(entries.list().size())) {
            takeUp(entries.list());
        } else {
            why = content instanceof Content.Unreadable unreadable ? unreadable.why() : "entries and fds differ";
            closeAll();
        }
    }

    private boolean isComplete(int fdCount) {
        return !message.isTruncated() && fdCount == message.fdCount();
    }

    private void closeAll() {
        closed += message.fdCount();
        for (int i = 0; i < message.fdCount(); i++) {
            kernel.close(message.fd(i));
        }
    }

    private void takeUp(List<Parked> entries) {
        for (int i = 0; i < entries.size(); i++) {
            Connection connection = connection(message.fd(i), entries.get(i));
            if (connection != null) {
                takenUp++;
                reception.take(connection);
            }
        }
    }

    /** Returns the connection {@code fd}, null if it is none any more: then it is closed. */
    private @Nullable Connection connection(int fd, Parked entry) {
        Acceptor listener = origin(fd);
        if (listener == null) {
            kernel.close(fd);
            closed++;
            why = "the client or the listener is gone";
            return null;
        }
        History history =
                entry.prefix().isEmpty() ? History.NONE : new History(entry.unread(), entry.hops(), entry.prefix());
        return new Connection(fd, listener.arrival(local), sources.of(client), history, entry.waited());
    }

    /** Returns the listener that {@code fd} came in through; null if there is none any more or the client has reset. */
    private @Nullable Acceptor origin(int fd) {
        if (kernel.localAddress(fd, local) < 0 || kernel.peerAddress(fd, client) < 0 || !local.isInternet()) {
            return null;
        }
        for (Acceptor listener : listeners) {
            if (listener.covers(local)) {
                return listener;
            }
        }
        return null;
    }
}
