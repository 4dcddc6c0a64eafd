package org.usher.connection;

import java.util.Arrays;
import org.usher.address.IpAddress;
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
    public boolean covers(SocketAddressBuffer local) {
        return local.port() == bound.port() && (bound.isWildcard() || Arrays.equals(local.address(), bound.address()));
    }

    /** Returns what routing must know of a connection to the address {@code local} that came in here. */
    public Arrival arrival(SocketAddressBuffer local) {
        return new Arrival(point, IpAddress.of(local.address()));
    }
}
