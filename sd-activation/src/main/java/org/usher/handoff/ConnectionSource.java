package org.usher.handoff;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;

/**
 * The socket from which a server gets its connections, whichever of the two kinds systemd passed: one for handed-off
 * connections, or a TCP port of the server's own. Closing it leaves what waits there to the next process.
 */
public sealed interface ConnectionSource extends AutoCloseable {
    /** Behind usher: {@code ListenDatagram=} with a path. */
    record HandedOff(HandoffListener listener) implements ConnectionSource {
        @Override
        public void close() {
            listener.close();
        }
    }

    /** Without usher: {@code ListenStream=} with a port. */
    record Accepted(ServerSocketChannel channel) implements ConnectionSource {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    void close() throws IOException;

    /**
     * Takes the one socket that systemd passed to this process.
     *
     * @throws IllegalStateException with a sentence that says what to write where, if there is none, there are several,
     *     it is of another kind, or the JVM lacks an option
     */
    static ConnectionSource take() throws IOException {
        return of(Activation.take().orElseThrow().only());
    }

    /**
     * Opens {@code socket}, which it takes over.
     *
     * @throws IllegalStateException as {@link #take}
     */
    static ConnectionSource of(InheritedSocket socket) throws IOException {
        return switch (socket.kind()) {
            case UNIX_DATAGRAM -> new HandedOff(HandoffListener.open(socket));
            case TCP_LISTENER -> new Accepted(socket.serverSocketChannel());
            default ->
                throw new IllegalStateException("serve HTTP on socket " + socket
                        + ": write ListenDatagram=/run/usher/apps/NAME.sock (behind usher) or ListenStream=8080 (a port of"
                        + " its own) into " + socket.unit() + ", and nothing else that listens");
        };
    }
}
