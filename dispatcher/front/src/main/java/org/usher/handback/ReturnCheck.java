package org.usher.handback;

import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.History;
import org.usher.connection.ListeningSockets;
import org.usher.handback.Returned.NotOurs;
import org.usher.handback.Returned.Ours;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * The check that an fd is a live connection that we have handed out (PROTOCOL.md, rule 28).
 *
 * <p>It asks sockets only, with getsockopt(2) first: fstat(2) or close(2) of a file on a hostile file system may never
 * come back.
 */
public final class ReturnCheck {
    private static final int TCP_ESTABLISHED = 1; // linux/tcp_states.h
    private static final int TCP_CLOSE_WAIT = 8;

    /** Where struct tcp_info (linux/tcp.h) says how much was written, and its length up to there, since Linux 4.19. */
    private static final int TCPI_NOTSENT_BYTES = 144;

    private static final int TCPI_BYTES_SENT = 200;
    private static final int TCPI_BYTES_RETRANS = 208;
    private static final int TCP_INFO_SIZE = 216;

    private final Kernel kernel;
    private final ConnectionIds ids;
    private final ListeningSockets listeners;
    private final NativeMemory number = NativeMemory.allocate(Long.BYTES);
    private final NativeMemory tcpInfo = NativeMemory.allocate(TCP_INFO_SIZE);
    private final HopCount hops = new HopCount();

    /** Takes connections for ours that can have come in through one of {@code listeners}. */
    public ReturnCheck(Kernel kernel, ConnectionIds ids, ListeningSockets listeners) {
        this.kernel = kernel;
        this.ids = ids;
        this.listeners = listeners;
    }

    /** Returns what {@code fd} is, of which an app has {@code told}. */
    Returned check(int fd, History told) {
        if (kernel.option(fd, SocketOption.SO_TYPE) != SocketType.SOCK_STREAM
                || kernel.option(fd, SocketOption.SO_PROTOCOL) != SocketType.IPPROTO_TCP) {
            return new NotOurs("not a TCP socket");
        }
        if (!isOpen(fd, told.unread().length > 0)) {
            return new NotOurs("not an open connection");
        }
        long cookie = kernel.option(fd, SocketOption.SO_COOKIE, number) < 0
                ? -1
                : number.bytes().getLong(0);
        HandoffHeader said = told.told();
        boolean isDirect = ids.isOf(said.id(), cookie, History.NONE.facts());
        if (!isDirect && !ids.isOf(said.id(), cookie, told.facts())) {
            return new NotOurs("not a connection that was handed out with this UNIQUE_ID");
        }
        int handoffs = hops.of(cookie, written(), said.hops());
        HandoffHeader proven = new HandoffHeader(
                isDirect ? null : said.endpoints(), // of a direct one, apps may say what they like
                said.id(),
                said.prefix(),
                handoffs,
                null,
                null,
                isDirect ? null : said.tls());
        Connection connection = listeners.connection(fd, new History(proven, told.unread(), false));
        if (connection == null) {
            return new NotOurs("a connection to an address that no listener of ours covers");
        }
        return SocketReset.reset(kernel, fd, listeners.listeningFd(fd))
                ? new Ours(connection)
                : new NotOurs("a connection with a filter, a device or an upper protocol that nobody can remove");
    }

    private boolean isOpen(int fd, boolean hasUnread) {
        if (kernel.option(fd, SocketOption.TCP_INFO, tcpInfo) < TCP_INFO_SIZE) {
            return false;
        }
        int state = tcpInfo.bytes().get(0); // the first octet of struct tcp_info (linux/tcp.h)
        return state == TCP_ESTABLISHED || (state == TCP_CLOSE_WAIT && (hasUnread || kernel.unread(fd) > 0));
    }

    /** Returns the octets that were ever written to the client of the connection that was found to be open last. */
    private long written() {
        return tcpInfo.bytes().getLong(TCPI_BYTES_SENT)
                - tcpInfo.bytes().getLong(TCPI_BYTES_RETRANS)
                + Integer.toUnsignedLong(tcpInfo.bytes().getInt(TCPI_NOTSENT_BYTES));
    }
}
