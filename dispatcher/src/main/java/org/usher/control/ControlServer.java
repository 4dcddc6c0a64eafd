package org.usher.control;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.usher.varlink.MessageStream;

/**
 * The control socket while it is served: one thread that accepts, and one for each client.
 *
 * <p>Whoever can reach the socket may connect, so everything has a bound: clients beyond {@value #CLIENTS_MAX} wait in
 * the backlog, a call has {@value #REQUEST_SIZE_MAX} octets at the most, and a message that has not come or gone within
 * {@link #PATIENCE} ends the connection. Answers are written as they are made and never held in memory. Nothing of
 * Jackson is loaded before the first client comes.
 */
public final class ControlServer implements Closeable {
    static final int CLIENTS_MAX = 32;
    /** Twice the longest head that can be asked about; all clients together stay within 4 MiB. */
    public static final int REQUEST_SIZE_MAX = 128 << 10;

    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How long nothing is accepted after no fd was free. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final Inspection inspection;
    private final Consumer<String> warnings;
    private final Duration patience;
    private final Semaphore room = new Semaphore(CLIENTS_MAX);
    private volatile @Nullable Methods methods;

    private ControlServer(
            ServerSocketChannel listener, Inspection inspection, Consumer<String> warnings, Duration patience) {
        this.listener = listener;
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
        return start(listener, inspection, warnings, PATIENCE);
    }

    static ControlServer start(
            ServerSocketChannel listener, Inspection inspection, Consumer<String> warnings, Duration patience) {
        ControlServer server = new ControlServer(listener, inspection, warnings, patience);
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
                room.acquire();
                welcome();
            } catch (InterruptedException | ClosedChannelException stopped) {
                return;
            } catch (IOException shortage) {
                warnings.accept("control socket: accept: " + shortage.getMessage());
                pause();
            }
        }
    }

    private void welcome() throws IOException {
        boolean taken = false;
        try {
            SocketChannel client = listener.accept();
            thread("control client", () -> converse(client));
            taken = true;
        } finally {
            if (!taken) {
                room.release();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // the next acquire() ends the thread
        }
    }

    private void converse(SocketChannel client) {
        try (client;
                MessageStream stream = new MessageStream(client, REQUEST_SIZE_MAX, patience)) {
            new Conversation(stream, methods(), isRoot(client)).run();
        } catch (IOException ended) {
            warnings.accept("control socket: closed a connection: " + ended.getMessage());
        } finally {
            room.release();
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

    /** Whether the process that connected did so as uid 0 (unix(7), SO_PEERCRED). */
    private static boolean isRoot(SocketChannel client) throws IOException {
        UserPrincipal caller =
                client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        UserPrincipal root =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("root");
        return caller.equals(root); // by uid
    }

    private Thread thread(String role, Runnable loop) {
        Thread thread = new Thread(loop, role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
