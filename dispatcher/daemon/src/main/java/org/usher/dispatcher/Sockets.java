package org.usher.dispatcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.activation.SocketKind;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.route.Listener;

/**
 * The sockets that systemd gave us, told apart: TCP listeners by their kind, ours by their name.
 *
 * @param http where clients come in
 * @param handBack the fd on which apps hand connections back, -1 if there is none
 * @param park the fd in which open connections wait for the next dispatcher, -1 if there is none
 * @param control where {@code usherctl} asks; null if there is none
 * @param unused what we were given and do not know
 */
record Sockets(
        List<InheritedListener> http, int handBack, int park, @Nullable InheritedSocket control, List<String> unused) {
    /** What stands for a missing fd. */
    static final int NONE = -1;

    /** The names of {@code FileDescriptorName=} in our units. */
    private static final String RETURN = "return";

    private static final String CONTROL = "control";
    private static final String PARK = "park";

    /** Sorts what was received; {@code ports} says for which port a listener of that name stands, 0 for its own. */
    static Sockets sort(Activation.Received received, ToIntFunction<String> ports, Kernel kernel) {
        List<InheritedListener> http = new ArrayList<>();
        List<String> unused = new ArrayList<>();
        int handBack = NONE;
        int park = NONE;
        InheritedSocket control = null;
        for (InheritedSocket socket : received.sockets()) {
            if (socket.kind() == SocketKind.TCP_LISTENER) {
                http.add(InheritedListener.of(socket, ports.applyAsInt(socket.name()), kernel));
            } else if (socket.kind() == SocketKind.UNIX_DATAGRAM
                    && socket.name().equals(RETURN)) {
                handBack = nonBlocking(socket, kernel);
            } else if (socket.kind() == SocketKind.UNIX_DATAGRAM
                    && socket.name().equals(PARK)) {
                park = nonBlocking(socket, kernel);
            } else if (socket.kind() == SocketKind.UNIX_LISTENER
                    && socket.name().equals(CONTROL)) {
                control = socket;
            } else {
                unused.add(socket.toString());
            }
        }
        return new Sockets(List.copyOf(http), handBack, park, control, List.copyOf(unused));
    }

    private static int nonBlocking(InheritedSocket socket, Kernel kernel) {
        int fd = socket.release();
        kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        return fd;
    }

    /** Returns what routing must know of the listeners. */
    List<Listener> points() {
        return http.stream().map(InheritedListener::point).toList();
    }
}
