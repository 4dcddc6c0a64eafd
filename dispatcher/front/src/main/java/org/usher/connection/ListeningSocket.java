package org.usher.connection;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.address.IpNetwork;
import org.usher.handoff.AddressBlock;
import org.usher.handoff.EndedTls;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffHeader;
import org.usher.head.ProxyHeader;
import org.usher.poll.Intake;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.Listener;

/** A listening TCP socket that systemd opened, which stays its opener's, and the connections that come in on it. */
public final class ListeningSocket implements Intake {
    private final Kernel kernel;
    private final int fd;
    private final String id;
    private final String httpsId;
    private final List<IpNetwork> proxyFrom;
    private final Consumer<Connection> dispatch;
    private final SocketAddressBuffer bound = new SocketAddressBuffer();
    private final SocketAddressBuffer client = new SocketAddressBuffer();
    private final SocketAddressBuffer local = new SocketAddressBuffer();

    /**
     * Passes what comes in on {@code fd}, which is {@code point} to routing, to {@code dispatch}.
     *
     * @param proxyFrom where balancers connect from: they begin each connection with a PROXY header
     */
    public ListeningSocket(
            Kernel kernel, int fd, Listener point, List<IpNetwork> proxyFrom, Consumer<Connection> dispatch) {
        this.kernel = kernel;
        this.fd = fd;
        List<Listener> points = proxyFrom.isEmpty() ? List.of(point, point) : point.behindBalancer();
        this.id = points.get(0).id();
        this.httpsId = points.get(1).id();
        this.proxyFrom = proxyFrom;
        this.dispatch = dispatch;
        kernel.localAddress(fd, bound);
    }

    int fd() {
        return fd;
    }

    /** Returns the connection {@code fd}, which has come in here. */
    Connection connection(int fd, AddressBlock ends, @Nullable History history) {
        if (history != null && history.isIntroduced()) {
            EndedTls tls = history.told().tls();
            AddressBlock told = AddressBlock.of(history.told().endpoints());
            return new Connection(fd, tls != null && tls.isSecure() ? httpsId : id, told, history, null);
        }
        boolean isNew = history == null || !history.mayBeHeld();
        return new Connection(fd, id, ends, history, isNew && isBalancer(ends) ? this : null);
    }

    private boolean isBalancer(AddressBlock ends) {
        return !proxyFrom.isEmpty()
                && proxyFrom.stream().anyMatch(network -> network.contains(IpAddress.of(ends.clientAddress())));
    }

    /** Returns the connection of which {@code header} speaks, without the header. */
    public Connection introduced(Connection awaited, ProxyHeader header) {
        Endpoints ends = header.ends() == null ? awaited.ends().endpoints() : header.ends();
        HandoffHeader told = new HandoffHeader(ends, null, null, 0, null, null, header.tls());
        return connection(awaited.fd(), awaited.ends(), new History(told, Connection.NOTHING, false));
    }

    /** An errno that is no shortage is of that one connection, which is gone already (accept(2), Error handling). */
    @Override
    public int takeIn() {
        int accepted = kernel.accept(fd, client);
        if (accepted >= 0) {
            kernel.localAddress(accepted, local);
            dispatch.accept(connection(accepted, AddressBlock.of(client, local), null));
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
