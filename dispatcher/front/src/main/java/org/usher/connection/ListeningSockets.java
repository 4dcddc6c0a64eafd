package org.usher.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.AddressBlock;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.route.Listener;

/** All listening sockets, asked by one thread for where a connection came in. */
public final class ListeningSockets {
    private final Kernel kernel;
    private final List<ListeningSocket> all;
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();
    private final NativeMemory cookie = NativeMemory.allocate(Long.BYTES);

    public ListeningSockets(Kernel kernel, List<ListeningSocket> all) {
        this.kernel = kernel;
        this.all = all;
    }

    /**
     * Returns the connection {@code fd}; null if its client has reset it, or if it cannot have come in through any of
     * them. In a network of their own, users can make connections with any address: a cookie tells networks apart.
     */
    public @Nullable Connection connection(int fd, History history) {
        if (kernel.localAddress(fd, local) < 0 || kernel.peerAddress(fd, client) < 0) {
            return null;
        }
        for (ListeningSocket listener : all) {
            if (listener.covers(local) && network(listener.fd()) == network(fd)) {
                return new Connection(fd, listener.point(), AddressBlock.of(client, local), history);
            }
        }
        return null;
    }

    /** Returns the fd of the listening socket that is {@code point} to routing. */
    public int fdOf(Listener point) {
        return all.stream()
                .filter(listener -> listener.point().equals(point))
                .findFirst()
                .orElseThrow()
                .fd();
    }

    private long network(int fd) {
        return kernel.option(fd, SocketOption.SO_NETNS_COOKIE, cookie) < 0
                ? -1
                : cookie.bytes().getLong(0);
    }
}
