package org.usher.loop;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Sources;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;
import org.usher.route.Arrival;

/**
 * The proof that an fd is a live connection that we have handed out (PROTOCOL.md, rule 28).
 *
 * <p>It asks sockets only, with getsockopt(2) first: fstat(2) or close(2) of a file on a hostile file system may never
 * come back.
 */
final class ReturnCheck {
    private static final int TCP_ESTABLISHED = 1; // linux/tcp_states.h
    private static final int TCP_CLOSE_WAIT = 8;

    /** Where struct tcp_info (linux/tcp.h) says how much was written, and its length up to there, since Linux 4.19. */
    private static final int TCPI_NOTSENT_BYTES = 144;

    private static final int TCPI_BYTES_SENT = 200;
    private static final int TCPI_BYTES_RETRANS = 208;
    private static final int TCP_INFO_SIZE = 216;

    private final Kernel kernel;
    private final ConnectionIds ids;
    private final Sources sources;
    private final List<Acceptor> listeners;
    private final NativeMemory number = NativeMemory.allocate(Long.BYTES);
    private final NativeMemory tcpInfo = NativeMemory.allocate(TCP_INFO_SIZE);
    private final UnansweredHops unanswered = new UnansweredHops();
    private final SocketAddressBuffer peer = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();
    private final byte[] expected = new byte[ConnectionIds.ID_SIZE];
    private @Nullable Arrival arrival;
    private long cookie;
    private long written;

    /** Takes connections for ours that can have come through one of {@code listeners}. */
    ReturnCheck(Kernel kernel, ConnectionIds ids, Sources sources, List<Acceptor> listeners) {
        this.kernel = kernel;
        this.ids = ids;
        this.sources = sources;
        this.listeners = listeners;
    }

    /** Returns what is wrong with {@code fd}; null if it is a connection of ours with the given id. */
    @Nullable
    String problem(int fd, byte[] id, boolean hasUnread) {
        if (kernel.option(fd, SocketOption.SO_TYPE) != SocketType.SOCK_STREAM
                || kernel.option(fd, SocketOption.SO_PROTOCOL) != SocketType.IPPROTO_TCP) {
            return "not a TCP socket";
        }
        if (!isOpen(fd, hasUnread)) {
            return "not an open connection";
        }
        cookie = cookie(fd, SocketOption.SO_COOKIE);
        ids.write(cookie, expected);
        if (!Arrays.equals(expected, id)) {
            return "not a connection that was handed out with this UNIQUE_ID";
        }
        return originProblem(fd);
    }

    /** Returns where the connection that passed last had arrived. */
    Arrival arrival() {
        return Objects.requireNonNull(arrival);
    }

    /** Returns whose connection that is. */
    long source() {
        return sources.of(peer);
    }

    /** Returns the handoffs of the request that it comes back for: what the app has {@code told}, or more. */
    int hops(int told) {
        return unanswered.of(cookie, written, told);
    }

    private boolean isOpen(int fd, boolean hasUnread) {
        if (kernel.option(fd, SocketOption.TCP_INFO, tcpInfo) < TCP_INFO_SIZE) {
            return false;
        }
        written = tcpInfo.bytes().getLong(TCPI_BYTES_SENT)
                - tcpInfo.bytes().getLong(TCPI_BYTES_RETRANS)
                + Integer.toUnsignedLong(tcpInfo.bytes().getInt(TCPI_NOTSENT_BYTES));
        int state = tcpInfo.bytes().get(0); // the first octet of struct tcp_info (linux/tcp.h)
        return state == TCP_ESTABLISHED || (state == TCP_CLOSE_WAIT && (hasUnread || kernel.unread(fd) > 0));
    }

    /** In a network of their own, users can make connections with any address: the cookie tells networks apart. */
    private @Nullable String originProblem(int fd) {
        if (kernel.localAddress(fd, local) < 0 || kernel.peerAddress(fd, peer) < 0) {
            return "not an open connection";
        }
        long network = cookie(fd, SocketOption.SO_NETNS_COOKIE);
        for (Acceptor listener : listeners) {
            if (listener.covers(local) && network == cookie(listener.fd(), SocketOption.SO_NETNS_COOKIE)) {
                arrival = listener.arrival(local);
                return null;
            }
        }
        return "a connection to an address that no listener of ours covers";
    }

    private long cookie(int fd, SocketOption which) {
        return kernel.option(fd, which, number) < 0 ? -1 : number.bytes().getLong(0);
    }
}
