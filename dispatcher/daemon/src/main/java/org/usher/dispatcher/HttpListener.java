package org.usher.dispatcher;

import java.net.InetSocketAddress;
import org.usher.activation.InheritedSocket;
import org.usher.head.IpAddress;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.route.ListenPoint;

/**
 * A TCP socket that we accept from.
 *
 * @param fd the listening socket, non-blocking, ours until the process ends
 * @param address the address that it is bound to
 * @param point what routing must know of it
 * @param receiveBuffer octets of each connection that the kernel keeps for us to peek at
 */
record HttpListener(int fd, InetSocketAddress address, ListenPoint point, int receiveBuffer) {

    /**
     * Takes over a listening TCP socket.
     *
     * @param port the port that it stands for; 0 for its own
     */
    static HttpListener of(InheritedSocket socket, int port, Kernel kernel) {
        String name = socket.name();
        int fd = socket.release();
        // The flag belongs to the socket that systemd holds too; systemd itself only polls it.
        kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        SocketAddressBuffer bound = new SocketAddressBuffer();
        kernel.localAddress(fd, bound);
        InetSocketAddress address = bound.toInetSocketAddress();
        ListenPoint point = new ListenPoint(
                name,
                "http",
                port == 0 ? address.getPort() : port,
                address.getAddress().isLoopbackAddress());
        return new HttpListener(fd, address, point, kernel.option(fd, SocketOption.SO_RCVBUF));
    }

    /** Returns the address as it is written in a URL, such as {@code [::]:80}. */
    @Override
    public String toString() {
        return IpAddress.of(address.getAddress().getAddress()).inUrl() + ":" + address.getPort();
    }
}
