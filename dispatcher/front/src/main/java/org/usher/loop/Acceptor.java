package org.usher.loop;

import org.usher.connection.History;
import org.usher.connection.ListeningSocket;
import org.usher.poll.EpollLoop;
import org.usher.poll.PausableSocket;
import org.usher.poll.Ready;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/** Accepts connections on one listening socket, and passes each to the {@link Dispatch}. */
final class Acceptor implements Ready {
    /** Connections accepted in one turn, so that a flood of new ones does not hold up those that are here. */
    private static final int ACCEPTS_PER_TURN = 64;

    /** The rest is for apps that hand back, for their sockets, and for what the JVM opens. */
    private static final int PERCENT_OF_FDS = 90;

    private final Kernel kernel;
    private final Dispatch dispatch;
    private final ListeningSocket listener;
    private final PausableSocket socket;
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();

    Acceptor(EpollLoop loop, Dispatch dispatch, ListeningSocket listener) {
        this.kernel = loop.kernel();
        this.dispatch = dispatch;
        this.listener = listener;
        String name = "accept on port " + listener.point().port();
        this.socket = new PausableSocket(loop, listener.fd(), PERCENT_OF_FDS, name, this);
    }

    /** Accepts nothing any more: clients wait in the socket, which is systemd's. */
    void stop() {
        socket.stop();
    }

    @Override
    public void ready(int bits) {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            int accepted = kernel.accept(listener.fd(), client);
            if (accepted >= 0) {
                kernel.localAddress(accepted, local);
                dispatch.accepted(listener.connection(accepted, client, local, History.NONE));
                if (socket.pausesAfter(accepted)) {
                    return;
                }
            } else if (accepted == -Errno.EAGAIN) {
                return;
            } else if (Errno.isShortage(accepted)) {
                socket.pause(Errno.describe(accepted));
                return;
            }
            // Anything else is an error of that one connection, which is gone already (accept(2), Error handling).
        }
    }
}
