package org.usher.connection;

import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;

/**
 * The two ends of the connection that is in hand. Accepting one tells them; a connection that waited in between is
 * asked again, so that no connection has to keep them.
 */
final class Addresses {
    private final Kernel kernel;
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();
    private @Nullable Connection known;

    Addresses(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns where the client connected from. */
    SocketAddressBuffer client() {
        return client;
    }

    /** Returns the address and port that it connected to. */
    SocketAddressBuffer local() {
        return local;
    }

    /** Remembers that the addresses, which somebody has just asked for, are those of {@code connection}. */
    void areOf(Connection connection) {
        known = connection;
    }

    /** Makes the addresses those of {@code connection}. A client that has gone leaves its end unknown. */
    void lookUp(Connection connection) {
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
    void forget() {
        known = null;
    }
}
