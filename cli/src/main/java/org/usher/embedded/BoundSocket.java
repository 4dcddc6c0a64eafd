package org.usher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * A socket that is bound, as systemd binds the one of a socket unit: blocking, close-on-exec, and listening if it is a
 * stream socket. Owns the fd.
 *
 * @param name under which a program finds it: {@code FileDescriptorName=}
 * @param fd the file descriptor
 */
record BoundSocket(Kernel kernel, String name, int fd) implements AutoCloseable {
    private static final int BACKLOG = 4096; // the kernel cuts it to net.core.somaxconn (listen(2))

    /** Listens on a TCP address; a connection is reported when its first octets are here, or after a second. */
    static BoundSocket tcp(Kernel kernel, String name, ListenAddress listen) throws IOException {
        byte[] address = listen.address().getAddress().getAddress();
        SocketAddressBuffer place =
                new SocketAddressBuffer().setInternet(address, listen.address().getPort());
        BoundSocket socket = open(kernel, name, place.family(), SocketType.SOCK_STREAM);
        String action = "listen on " + listen.hostAndPort();
        socket.check(kernel.setOption(socket.fd, SocketOption.SO_REUSEADDR, 1), action);
        socket.check(kernel.setOption(socket.fd, SocketOption.TCP_DEFER_ACCEPT, 1), action);
        int bound = kernel.bind(socket.fd, place);
        if (bound < 0) {
            socket.close();
            throw new IOException(action + ": " + Errno.describe(bound) + ": choose another with --listen (below port"
                    + " 1024 only root can), or see with ss -ltnp which program has it");
        }
        socket.check(kernel.listen(socket.fd, BACKLOG), action);
        return socket;
    }

    /** Binds a unix socket at {@code path}, in the place of what is there, as systemd does; a stream socket listens. */
    static BoundSocket unix(Kernel kernel, String name, int type, Path path) throws IOException {
        BoundSocket socket = open(kernel, name, SocketType.AF_UNIX, type);
        String action = "bind " + path;
        Files.deleteIfExists(path);
        socket.check(kernel.bind(socket.fd, new SocketAddressBuffer().setPath(path.toString())), action);
        if (type == SocketType.SOCK_STREAM) {
            socket.check(kernel.listen(socket.fd, BACKLOG), action);
        }
        return socket;
    }

    /** Has every message say which process sent it, as {@code PassCredentials=yes} does. */
    BoundSocket passingCredentials() throws IOException {
        check(kernel.setOption(fd, SocketOption.SO_PASSCRED, 1), "pass credentials to " + name);
        return this;
    }

    private static BoundSocket open(Kernel kernel, String name, int family, int type) throws IOException {
        return new BoundSocket(kernel, name, made(kernel.socket(family, type), "make a socket for " + name));
    }

    /** Returns the fd that the kernel has answered to {@code action}, unless that is an error. */
    static int made(int fd, String action) throws IOException {
        if (fd < 0) {
            throw new IOException(action + ": " + Errno.describe(fd));
        }
        return fd;
    }

    /** Closes the socket and throws if {@code result} is an error. */
    private void check(int result, String action) throws IOException {
        if (result < 0) {
            close();
        }
        made(result, action);
    }

    @Override
    public void close() {
        kernel.close(fd);
    }
}
