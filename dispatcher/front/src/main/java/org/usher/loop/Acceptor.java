package org.usher.loop;

import org.usher.connection.History;
import org.usher.connection.ListeningSocket;
import org.usher.poll.Intake;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/** Accepts connections on one listening socket, and passes each to the {@link Dispatch}. */
final class Acceptor implements Intake {
    private final Kernel kernel;
    private final Dispatch dispatch;
    private final ListeningSocket listener;
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();

    Acceptor(Kernel kernel, Dispatch dispatch, ListeningSocket listener) {
        this.kernel = kernel;
        this.dispatch = dispatch;
        this.listener = listener;
    }

    /** An errno that is no shortage is of that one connection, which is gone already (accept(2), Error handling). */
    @Override
    public int takeIn() {
        int accepted = kernel.accept(listener.fd(), client);
        if (accepted >= 0) {
            kernel.localAddress(accepted, local);
            dispatch.accepted(listener.connection(accepted, client, local, History.NONE));
        }
        return accepted;
    }
}
