package org.usher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.usher.activation.JdkChannels;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.report.Inspection;
import org.usher.varlink.CallFailure;
import org.usher.varlink.Json;
import org.usher.varlink.MessageStream;
import org.usher.varlink.VarlinkCall;

/**
 * The control socket while it is served: one thread accepts, and each client has a thread of its own.
 *
 * <p>Anyone who can reach the socket may connect, so everything has a bound: {@value #CLIENTS_MAX} clients, of which
 * {@value #ROOT_RESERVE} places are root's alone, so that root gets through whatever others do; {@value #CALL_SIZE_MAX}
 * octets for a call, or {@value #CALL_SIZE_MAX_ROOT} for one of root's; and {@link #PATIENCE} for a message to come or
 * go. Answers are written as they are made and never held in memory. Nothing of Jackson is loaded before the first
 * client connects.
 */
public final class ControlServer implements Closeable {
    static final int CLIENTS_MAX = 32;
    static final int ROOT_RESERVE = 8;
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Several times the longest call but Explain with a target of extreme length, which is left to root. */
    private static final int CALL_SIZE_MAX = 8 << 10;
    /** Twice the longest head that can be asked about. */
    private static final int CALL_SIZE_MAX_ROOT = 128 << 10;

    /** What a client that finds no place is answered, whatever it asks. */
    public static final String TOO_MANY_CLIENTS = "org.usher.Dispatcher.TooManyClients";

    private static final String REFUSAL = "{\"error\":\"" + TOO_MANY_CLIENTS + "\",\"parameters\":{}}\0";

    private static final int ROOT = 0;

    /** How long nothing is accepted after descriptors ran out. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final ToIntFunction<SocketChannel> uids;
    private final Inspection inspection;
    private final Consumer<String> warnings;
    private final Duration patience;
    private final String name;
    private final Semaphore places = new Semaphore(CLIENTS_MAX);

    ControlServer(
            ServerSocketChannel listener,
            ToIntFunction<SocketChannel> uids,
            Inspection inspection,
            Consumer<String> warnings,
            Duration patience)
            throws IOException {
        this.listener = listener;
        this.uids = uids;
        this.inspection = inspection;
        this.warnings = warnings;
        this.patience = patience;
        this.name = "control socket " + listener.getLocalAddress();
    }

    /**
     * Begins to serve {@code listener}, a listening unix socket in blocking mode, which is closed with the server.
     *
     * @param warnings takes a sentence for each failure with a client, on any thread; it quotes nothing of the client's
     */
    public static ControlServer start(ServerSocketChannel listener, Inspection inspection, Consumer<String> warnings)
            throws IOException {
        return new ControlServer(listener, peers(), inspection, warnings, PATIENCE).start();
    }

    ControlServer start() {
        thread("control", this::accept);
        return this;
    }

    /** Octets of the longest call that a client may make, without its NUL. */
    public static int callSizeMax(boolean root) {
        return root ? CALL_SIZE_MAX_ROOT : CALL_SIZE_MAX;
    }

    /**
     * Asks the kernel with which uid the other end of a channel connected (SO_PEERCRED). The JDK's own option would look
     * the name up too, and user databases can be slow.
     */
    static ToIntFunction<SocketChannel> peers() {
        Kernel kernel = Kernel.linux();
        NativeMemory credentials = NativeMemory.allocate(3 * Integer.BYTES); // struct ucred: pid, uid, gid (unix(7))
        return client -> {
            int result = kernel.option(JdkChannels.instance().fd(client), SocketOption.SO_PEERCRED, credentials);
            return result < 0 ? result : credentials.bytes().getInt(Integer.BYTES); // below 0 is nobody
        };
    }

    /** Stops accepting. Connected clients still get their answers; their threads do not keep the JVM alive. */
    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                welcome(listener.accept());
            } catch (InterruptedException | ClosedChannelException stopped) {
                return;
            } catch (IOException | RuntimeException | Error shortage) { // an Error if it is one of threads
                warnings.accept(name + ": accept: " + shortage.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Serves a client if there is a place for it, and never waits for what it says. */
    private void welcome(SocketChannel client) throws InterruptedException {
        boolean root = uids.applyAsInt(client) == ROOT;
        if (root || places.availablePermits() > ROOT_RESERVE) {
            places.acquire(); // waits only while root has taken all of them
            try {
                thread("control client", () -> converse(client, root));
            } catch (Error noThread) {
                places.release();
                refuse(client);
                throw noThread;
            }
        } else {
            refuse(client);
        }
    }

    /** Answers before anything is asked; the buffer of a new socket is larger than this. */
    private static void refuse(SocketChannel client) {
        try (client) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(REFUSAL.getBytes(UTF_8)));
        } catch (IOException ignored) { // the client is gone already
        }
    }

    private void converse(SocketChannel client, boolean root) {
        try (client;
                MessageStream stream = new MessageStream(client, callSizeMax(root), patience)) {
            answer(stream, new Methods(inspection), root);
        } catch (IOException ended) {
            warnings.accept(name + ": closed a connection: " + ended.getMessage());
        } finally {
            places.release();
        }
    }

    /**
     * Answers until the client closes.
     *
     * @throws IOException if the client is silent for too long, or sends something that is not a call, which gets no
     *     answer
     */
    private static void answer(MessageStream stream, Methods methods, boolean root) throws IOException {
        for (byte[] message = stream.read(); message != null; message = stream.read()) {
            VarlinkCall call = VarlinkCall.read(message);
            Map<String, ?> reply = reply(call, methods, root);
            if (!call.oneway()) {
                try (OutputStream out = stream.write()) {
                    Json.MAPPER.writeValue(out, reply);
                }
            }
        }
    }

    private static Map<String, ?> reply(VarlinkCall call, Methods methods, boolean root) {
        try {
            return Map.of("parameters", methods.call(call, root));
        } catch (CallFailure failure) {
            return failure.reply();
        }
    }

    private static void thread(String role, Runnable loop) {
        Thread thread = new Thread(loop, role);
        thread.setDaemon(true);
        thread.start();
    }
}
