package org.usher.connection;

import java.util.Arrays;
import org.usher.address.IpAddress;
import org.usher.handoff.AddressBlock;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.Arrival;
import org.usher.route.Listener;

/** A listening TCP socket that systemd opened, which stays its opener's. Any thread may ask. */
public final class ListeningSocket {
    private final int fd;
    private final Listener point;
    private final SocketAddressBuffer bound = new SocketAddressBuffer();

    /** Makes what {@code point} is for routing of {@code fd}. */
    public ListeningSocket(Kernel kernel, int fd, Listener point) {
        this.fd = fd;
        this.point = point;
        kernel.localAddress(fd, bound);
    }

    public int fd() {
        return fd;
    }

    public Listener point() {
        return point;
    }

    /** Returns whether a connection to the address {@code local} can have come in here. */
    boolean covers(SocketAddressBuffer local) {
        return local.isInternet()
                && local.port() == bound.port()
                && (bound.isWildcard() || Arrays.equals(local.address(), bound.address()));
    }

    /** Returns the connection {@code fd} from {@code client} to {@code local}, which came in here. */
    public Connection connection(int fd, SocketAddressBuffer client, SocketAddressBuffer local, History history) {
        Arrival arrival = new Arrival(point, IpAddress.of(local.address()));
        return new Connection(fd, arrival, AddressBlock.of(client, local), history);
    }
}
