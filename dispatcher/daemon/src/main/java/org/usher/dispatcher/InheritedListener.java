package org.usher.dispatcher;

import java.net.InetSocketAddress;
import org.usher.activation.InheritedSocket;
import org.usher.address.IpAddress;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.route.Listener;

/**
 * A TCP socket that we accept from.
 *
 * @param fd the listening socket, non-blocking, ours until the process ends
 * @param address the address that it is bound to
 * @param point what routing must know of it
 * @param receiveBuffer octets of each connection that the kernel keeps for us to peek at
 */
record InheritedListener(int fd, InetSocketAddress address, Listener point, int receiveBuffer) {

    /**
     * Takes over a listening TCP socket.
     *
     * @param port the port that it stands for; 0 for its own
     */
    static InheritedListener of(InheritedSocket socket, int port, Kernel kernel) {
        String name = socket.name();
        int fd = socket.release();
        // The flag belongs to the socket that systemd holds too; systemd itself only polls it.
        kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        SocketAddressBuffer bound = new SocketAddressBuffer();
        kernel.localAddress(fd, bound);
        InetSocketAddress address = bound.toInetSocketAddress();
        Listener point = new Listener(
                name,
                "http",
                port == 0 ? address.getPort() : port,
                address.getAddress().isLoopbackAddress());
        return new InheritedListener(fd, address, point, kernel.option(fd, SocketOption.SO_RCVBUF));
    }

    /** Returns the address as it is written in a URL, such as {@code [::]:80}. */
    @Override
    public String toString() {
        return IpAddress.of(address.getAddress().getAddress()).inUrl() + ":" + address.getPort();
    }
}
