package org.usher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.report.Inspection;
import org.usher.varlink.MessageStream;

/**
 * The control socket while it is served: one thread that accepts, and one for each client.
 *
 * <p>Whoever can reach the socket may connect, so everything has a bound: a client that has no {@linkplain Places place}
 * is told so and closed, a call has {@value #REQUEST_SIZE_MAX} octets at the most, and a message that has not come or
 * gone within {@link #PATIENCE} ends the connection. Answers are written as they are made and never held in memory.
 * Nothing of Jackson is loaded before the first client comes.
 */
public final class ControlServer implements Closeable {
    /** Twice the longest head that can be asked about; all clients together stay within 4 MiB. */
    public static final int REQUEST_SIZE_MAX = 128 << 10;

    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The answer to who has no place, of whatever he asks. */
    public static final String TOO_MANY_CLIENTS = "org.usher.Dispatcher.TooManyClients";

    /** How long nothing is accepted after no fd was free. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Says as whom somebody has connected. */
    interface Uids {
        int of(SocketChannel client) throws IOException;
    }

    private final ServerSocketChannel listener;
    private final Uids uids;
    private final Inspection inspection;
    private final Consumer<String> warnings;
    private final Duration patience;
    private final Places places = new Places();
    private volatile @Nullable Methods methods;

    private ControlServer(
            ServerSocketChannel listener,
            Uids uids,
            Inspection inspection,
            Consumer<String> warnings,
            Duration patience) {
        this.listener = listener;
        this.uids = uids;
        this.inspection = inspection;
        this.warnings = warnings;
        this.patience = patience;
    }

    /**
     * Begins to serve {@code listener}, a listening unix socket in blocking mode, which is closed with the server.
     *
     * @param warnings hears in one sentence what went wrong with a client, on any thread; texts hold nothing of his
     */
    public static ControlServer start(ServerSocketChannel listener, Inspection inspection, Consumer<String> warnings) {
        return start(listener, new PeerUids()::of, inspection, warnings, PATIENCE);
    }

    static ControlServer start(
            ServerSocketChannel listener,
            Uids uids,
            Inspection inspection,
            Consumer<String> warnings,
            Duration patience) {
        ControlServer server = new ControlServer(listener, uids, inspection, warnings, patience);
        server.thread("control", server::accept);
        return server;
    }

    /** Stops accepting. Clients that are here get their answers; their threads do not keep the JVM alive. */
    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                places.awaitOne();
                welcome(listener.accept());
            } catch (InterruptedException | ClosedChannelException stopped) {
                return;
            } catch (IOException shortage) {
                warnings.accept("control socket: accept: " + shortage.getMessage());
                pause();
            }
        }
    }

    /** Nothing in here waits for the client, or for whoever knows the names of users. */
    private void welcome(SocketChannel client) throws IOException {
        boolean taken = false;
        try {
            int uid = uids.of(client);
            if (places.take(uid)) {
                thread("control client", () -> converse(client, uid));
                taken = true;
            } else {
                refuse(client, uid);
            }
        } finally {
            if (!taken) {
                client.close();
            }
        }
    }

    /** Answers before anything is asked; a new socket holds more than this. */
    private static void refuse(SocketChannel client, int uid) throws IOException {
        String answer = "{\"error\":\"" + TOO_MANY_CLIENTS + "\",\"parameters\":{\"uid\":" + Integer.toUnsignedLong(uid)
                + "}}\0";
        client.configureBlocking(false);
        try {
            client.write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
        } catch (IOException ignored) { // he has gone already
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // the next wait for a place ends the thread
        }
    }

    private void converse(SocketChannel client, int uid) {
        try (client;
                MessageStream stream = new MessageStream(client, REQUEST_SIZE_MAX, patience)) {
            new Conversation(stream, methods(), uid == Places.ROOT).run();
        } catch (IOException ended) {
            warnings.accept("control socket: closed a connection: " + ended.getMessage());
        } finally {
            places.leave(uid);
        }
    }

    private Methods methods() {
        Methods known = methods;
        if (known == null) {
            known = new Methods(inspection);
            methods = known; // two clients may both make one: they are alike
        }
        return known;
    }

    private Thread thread(String role, Runnable loop) {
        Thread thread = new Thread(loop, role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
