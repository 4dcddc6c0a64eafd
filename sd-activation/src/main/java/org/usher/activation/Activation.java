package org.usher.activation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.usher.posix.Kernel;

/**
 * What this process was given by socket activation: one of {@link Absent}, {@link Foreign}, {@link Malformed} and
 * {@link Received}.
 *
 * <pre>{@code
 * try (ServerSocketChannel http = Activation.take().orElseThrow().only("http").serverSocketChannel()) {
 *     serve(http);
 * }
 * }</pre>
 */
public sealed interface Activation {
    /** The variables of socket activation: children must not inherit them ({@link #removeFrom}). */
    List<String> VARIABLES = List.of("LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES");

    /** Nobody activated this process: the variables are not set. */
    record Absent() implements Activation {
        @Override
        public String explanation() {
            return "no sockets were passed to this process (LISTEN_FDS is not set): start it through its .socket unit"
                    + " (NAME.socket beside NAME.service, with a line such as ListenStream=8080 under [Socket]; systemctl"
                    + " enable --now NAME.socket), or try it with systemd-socket-activate";
        }
    }

    /**
     * The variables are meant for another process and were inherited from it.
     *
     * @param listenPid the process that the sockets are for
     * @param pid this process
     */
    record Foreign(long listenPid, long pid) implements Activation {
        @Override
        public String explanation() {
            return "LISTEN_PID=\"" + listenPid + "\" is not this process (" + pid
                    + "): if a script starts java, let it say \"exec java\"";
        }
    }

    /**
     * The variables contradict themselves or the process; no socket was touched.
     *
     * @param explanation the variable, its value, what is wrong and what to do
     */
    record Malformed(String explanation) implements Activation {}

    /**
     * The sockets, in the order of their fds. Each belongs to the caller, who opens, releases or closes it.
     *
     * <p>systemd fixes no order between socket units: tell sockets apart by name.
     */
    record Received(List<InheritedSocket> sockets) implements Activation {
        /** Copies the list. */
        public Received {
            sockets = List.copyOf(sockets);
        }

        /** Returns the sockets with {@code name}, which is {@code FileDescriptorName=} or the socket unit's name. */
        public List<InheritedSocket> named(String name) {
            List<InheritedSocket> found = new ArrayList<>();
            for (InheritedSocket socket : sockets) {
                if (socket.name().equals(name)) {
                    found.add(socket);
                }
            }
            return List.copyOf(found);
        }

        /**
         * Returns the one socket with {@code name}.
         *
         * @throws IllegalStateException if there is none or there are several; the message names those that are there
         */
        public InheritedSocket only(String name) {
            List<InheritedSocket> found = named(name);
            if (found.size() != 1) {
                List<String> names = sockets.stream().map(InheritedSocket::name).toList();
                throw new IllegalStateException((found.isEmpty() ? "no socket" : found.size() + " sockets")
                        + " named \"" + name + "\" among those passed: " + names
                        + "; write FileDescriptorName=" + name + " into exactly one .socket unit");
            }
            return found.get(0);
        }

        /**
         * Returns the one socket, whatever its name.
         *
         * @throws IllegalStateException if there are several; the message names them
         */
        public InheritedSocket only() {
            if (sockets.size() != 1) {
                throw new IllegalStateException(sockets.size() + " sockets were passed to this process: " + sockets
                        + "; leave one Listen directive in its .socket unit, or choose one by its name");
            }
            return sockets.get(0);
        }

        @Override
        public Received orElseThrow() {
            return this;
        }

        @Override
        public String explanation() {
            return "received " + sockets;
        }
    }

    /** Returns, in one sentence for a person, what this process was given and what to do about it. */
    String explanation();

    /** Returns the sockets that were received, or throws an IllegalStateException with the {@link #explanation}. */
    default Received orElseThrow() {
        throw new IllegalStateException(explanation());
    }

    /**
     * Takes the sockets of this process. The first call owns them; another would be a second owner and throws an
     * IllegalStateException.
     */
    static Activation take() {
        if (Taken.BY_SOMEBODY.getAndSet(true)) {
            throw new IllegalStateException("the sockets of this process have been taken already");
        }
        return of(ProcessEnvironment.current(), Kernel.linux());
    }

    /** Returns what {@code environment} says; every fd that it names becomes close-on-exec. */
    static Activation of(ProcessEnvironment environment, Kernel kernel) {
        return new ListenVariables(environment, kernel, ListenVariables.FIRST_FD).read();
    }

    /**
     * Removes the variables of socket activation from the environment of a child, such as
     * {@link ProcessBuilder#environment()}: Java cannot unset them for itself.
     */
    static void removeFrom(Map<String, String> childEnvironment) {
        childEnvironment.keySet().removeAll(VARIABLES);
    }
}
