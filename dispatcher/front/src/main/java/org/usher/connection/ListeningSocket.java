package org.usher.connection;

import java.util.Arrays;
import java.util.function.Consumer;
import org.usher.handoff.AddressBlock;
import org.usher.poll.Intake;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.Listener;

/** A listening TCP socket that systemd opened, which stays its opener's, and the connections that come in on it. */
public final class ListeningSocket implements Intake {
    private final Kernel kernel;
    private final int fd;
    private final String id;
    private final Consumer<Connection> dispatch;
    private final SocketAddressBuffer bound = new SocketAddressBuffer();
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();

    /** Passes what comes in on {@code fd}, which is {@code point} to routing, to {@code dispatch}. */
    public ListeningSocket(Kernel kernel, int fd, Listener point, Consumer<Connection> dispatch) {
        this.kernel = kernel;
        this.fd = fd;
        this.id = point.id();
        this.dispatch = dispatch;
        kernel.localAddress(fd, bound);
    }

    int fd() {
        return fd;
    }

    String id() {
        return id;
    }

    /** An errno that is no shortage is of that one connection, which is gone already (accept(2), Error handling). */
    @Override
    public int takeIn() {
        int accepted = kernel.accept(fd, client);
        if (accepted >= 0) {
            kernel.localAddress(accepted, local);
            dispatch.accept(new Connection(accepted, id, AddressBlock.of(client, local), null));
        }
        return accepted;
    }

    /**
     * Returns whether a connection to the address {@code to} can have come in here: it is of the family of its listener,
     * even if it is IPv4-mapped. Any thread may ask.
     */
    boolean covers(SocketAddressBuffer to) {
        return to.family() == bound.family()
                && to.port() == bound.port()
                && (bound.isWildcard() || Arrays.equals(to.address(), bound.address()));
    }
}
