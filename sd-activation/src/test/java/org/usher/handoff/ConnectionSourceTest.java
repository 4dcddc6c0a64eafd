package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.InheritedFds;
import org.usher.activation.InheritedSocket;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

@ExtendWith(OpenFds.class)
class ConnectionSourceTest {
    private static final SocketAddressBuffer LOOPBACK =
            new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0);

    private final Kernel kernel = Kernel.linux();

    private InheritedFds passed(int domain, int type, SocketAddressBuffer address, String name) {
        int fd = kernel.socket(domain, type);
        assertEquals(0, kernel.bind(fd, address));
        return new InheritedFds().pass(fd, name);
    }

    @Test
    void aDatagramSocketWithAPathIsForHandoffs(@TempDir Path directory) throws Exception {
        SocketAddressBuffer path =
                new SocketAddressBuffer().setPath(directory.resolve("a").toString());
        InheritedFds fds = passed(SocketType.AF_UNIX, SocketType.SOCK_DGRAM, path, "wiki.socket");
        try (ConnectionSource source = ConnectionSource.of(fds.only())) {
            assertInstanceOf(ConnectionSource.HandedOff.class, source);
        }
    }

    @Test
    void aPortIsAcceptedFrom() throws Exception {
        int fd = kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM);
        assertEquals(0, kernel.bind(fd, LOOPBACK));
        assertEquals(0, kernel.listen(fd, 1));
        try (ConnectionSource source =
                ConnectionSource.of(new InheritedFds().pass(fd, "http").only())) {
            ConnectionSource.Accepted accepted = assertInstanceOf(ConnectionSource.Accepted.class, source);
            assertInstanceOf(InetSocketAddress.class, accepted.channel().getLocalAddress());
        }
    }

    @Test
    void anotherSocketIsNamedWithTheLineToWrite() {
        try (InheritedSocket udp = passed(SocketType.AF_INET, SocketType.SOCK_DGRAM, LOOPBACK, "wiki.socket")
                .only()) {
            assertEquals(
                    "serve HTTP on socket wiki.socket (UDP): write ListenDatagram=/run/usher/apps/NAME.sock (behind usher) or"
                            + " ListenStream=8080 (a port of its own) into wiki.socket, and nothing else that listens",
                    assertThrows(IllegalStateException.class, () -> ConnectionSource.of(udp))
                            .getMessage());
        }
    }

    @Test
    void severalSocketsAreNamed() {
        InheritedFds fds = passed(SocketType.AF_INET, SocketType.SOCK_DGRAM, LOOPBACK, "a")
                .pass(kernel.socket(SocketType.AF_INET, SocketType.SOCK_DGRAM), "b");
        var received = fds.activation().orElseThrow();
        assertEquals(
                "2 sockets were passed to this process: [a (UDP), b (UDP)]; leave one Listen directive in its .socket unit,"
                        + " or choose one by its name",
                assertThrows(IllegalStateException.class, received::only).getMessage());
        received.sockets().forEach(InheritedSocket::close);
    }
}
