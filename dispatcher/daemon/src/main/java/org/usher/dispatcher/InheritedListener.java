package org.usher.dispatcher;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.usher.address.IpAddress;
import org.usher.address.IpNetwork;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.route.Listener;

/**
 * A TCP socket that we accept from.
 *
 * @param fd the listening socket, non-blocking, ours until the process ends
 * @param address where it is bound to, as it is written in a URL, such as {@code [::]:80}
 * @param point what routing must know of it
 * @param proxyFrom where balancers connect from
 * @param receiveBuffer octets of each connection that the kernel keeps for us to peek at
 */
record InheritedListener(int fd, String address, Listener point, List<IpNetwork> proxyFrom, int receiveBuffer) {

    /**
     * Looks at a listening TCP socket.
     *
     * @param name under which it was passed
     * @param port the port that it stands for; 0 for its own
     */
    static InheritedListener of(int fd, String name, int port, List<IpNetwork> proxyFrom, Kernel kernel) {
        SocketAddressBuffer bound = new SocketAddressBuffer();
        kernel.localAddress(fd, bound);
        InetSocketAddress address = bound.toInetSocketAddress();
        int own = address.getPort();
        String shown = IpAddress.of(address.getAddress().getAddress()).inUrl() + ":" + own;
        boolean isLoopback = address.getAddress().isLoopbackAddress();
        Listener point = new Listener(name, "http", port == 0 ? own : port, isLoopback);
        return new InheritedListener(fd, shown, point, proxyFrom, kernel.option(fd, SocketOption.SO_RCVBUF));
    }

    /** Returns all that it is to routing. */
    Stream<Listener> points() {
        return proxyFrom.isEmpty() ? Stream.of(point) : point.behindBalancer().stream();
    }
}
