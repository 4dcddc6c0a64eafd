package org.usher.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.AddressBlock;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;

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
        ListeningSocket listener = listenerOf(fd);
        return listener == null || kernel.peerAddress(fd, client) < 0
                ? null
                : listener.connection(fd, AddressBlock.of(client, local), history);
    }

    /** Returns the fd of the listening socket through which the connection {@code fd} came in; -1 if there is none. */
    public int listeningFd(int fd) {
        ListeningSocket listener = listenerOf(fd);
        return listener == null ? -1 : listener.fd();
    }

    private @Nullable ListeningSocket listenerOf(int fd) {
        if (kernel.localAddress(fd, local) < 0) {
            return null;
        }
        return all.stream()
                .filter(listener -> listener.covers(local) && network(listener.fd()) == network(fd))
                .findFirst()
                .orElse(null);
    }

    private long network(int fd) {
        return kernel.option(fd, SocketOption.SO_NETNS_COOKIE, cookie) < 0
                ? -1
                : cookie.bytes().getLong(0);
    }
}
