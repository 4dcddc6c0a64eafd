package org.usher.connection;

import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/**
 * The two ends of the connection that is in hand. Accepting one tells them; a connection that waited in between is
 * asked again, so that no connection has to keep them.
 */
public final class Addresses {
    private final Kernel kernel;
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();
    private @Nullable Connection known;

    /** Knows no connection yet. */
    public Addresses(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns where the client connected from. */
    public SocketAddressBuffer client() {
        return client;
    }

    /** Returns the address and port that it connected to. */
    public SocketAddressBuffer local() {
        return local;
    }

    /** Remembers that the addresses, which somebody has just asked for, are those of {@code connection}. */
    public void areOf(Connection connection) {
        known = connection;
    }

    /** Makes the addresses those of {@code connection}. A client that has gone leaves its end unknown. */
    public void lookUp(Connection connection) {
        if (!isOf(connection)) {
            kernel.peerAddress(connection.fd(), client);
            kernel.localAddress(connection.fd(), local);
            known = connection;
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very connection, whose fd may have been another's before
    private boolean isOf(Connection connection) {
        return known == connection;
    }

    /** Forgets whose they are: they are about to be overwritten. */
    public void forget() {
        known = null;
    }
}
