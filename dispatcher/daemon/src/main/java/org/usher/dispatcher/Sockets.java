package org.usher.dispatcher;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.activation.SocketKind;
import org.usher.claim.UnitClaims;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.section.ListenerSection;

/**
 * The sockets that systemd gave us, told apart: TCP listeners by their kind, ours by {@code FileDescriptorName=}.
 *
 * @param http where clients come in, one at least
 * @param handBack the fd on which apps hand connections back
 * @param park the fd in which open connections wait for the next dispatcher
 * @param control where {@code usherctl} asks; null if there is none
 */
record Sockets(
        List<InheritedListener> http, OptionalInt handBack, OptionalInt park, @Nullable InheritedSocket control) {
    /**
     * Sorts what was received; {@code warn} is told of what is none of ours.
     *
     * @param port for which all listeners stand; 0 if {@code claims} say it
     * @throws IllegalStateException with one sentence if there is nothing to accept from
     */
    static Sockets sort(
            Activation.Received received, int port, UnitClaims claims, Kernel kernel, Consumer<String> warn) {
        List<InheritedListener> http = new ArrayList<>();
        OptionalInt handBack = OptionalInt.empty();
        OptionalInt park = OptionalInt.empty();
        InheritedSocket control = null;
        for (InheritedSocket socket : received.sockets()) {
            String name = socket.name();
            SocketKind kind = socket.kind();
            if (kind == SocketKind.TCP_LISTENER) {
                ListenerSection said = claims.listener(name);
                int stands = port == 0 ? said.port() : port;
                int fd = nonBlocking(socket, kernel);
                http.add(InheritedListener.of(fd, name, stands, said.proxyFrom(), kernel));
            } else if (kind == SocketKind.UNIX_DATAGRAM && name.equals("return")) {
                handBack = OptionalInt.of(nonBlocking(socket, kernel));
            } else if (kind == SocketKind.UNIX_DATAGRAM && name.equals("park")) {
                park = OptionalInt.of(nonBlocking(socket, kernel));
            } else if (kind == SocketKind.UNIX_LISTENER && name.equals("control")) {
                control = socket;
            } else {
                warn.accept("socket " + socket + " is not used: usher knows TCP listeners, return, control and park");
            }
        }
        if (http.isEmpty()) {
            throw new IllegalStateException(
                    "no listening TCP socket was passed: usher.socket needs a line such as ListenStream=0.0.0.0:80");
        }
        return new Sockets(List.copyOf(http), handBack, park, control);
    }

    /** The flag belongs to the socket that systemd holds too; systemd itself only polls it. */
    private static int nonBlocking(InheritedSocket socket, Kernel kernel) {
        int fd = socket.release();
        kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        return fd;
    }

    /**
     * Warns of a limit that no head can reach: what is peeked stays in the receive buffer, half of which the kernel keeps
     * for its own bookkeeping.
     */
    void warnUnlessFits(int headSizeMax, Consumer<String> warn) {
        for (InheritedListener listener : http) {
            if (listener.receiveBuffer() < 4 * headSizeMax) {
                warn.accept("HeadSizeMax=" + headSizeMax + " does not fit a quarter of the receive buffer of "
                        + listener.address() + ": set ReceiveBuffer=" + 4 * headSizeMax + " in usher.socket");
            }
        }
    }
}
