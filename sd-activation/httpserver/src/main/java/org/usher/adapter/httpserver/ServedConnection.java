package org.usher.adapter.httpserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.RequestReader;

/** A connection and where it is: between two requests with {@link IdleConnections}, else with an exchange. */
final class ServedConnection {
    /** The most content of a request that is dropped so that the connection can be kept. */
    private static final int DROPPED_OCTETS_MAX = 64 * 1024;

    final HandedConnection connection;
    final RequestReader requests;
    /** When it became idle, by System.nanoTime. */
    long idleSince;

    private final ActivatedHttpServer server;
    private final AtomicBoolean gone = new AtomicBoolean();

    ServedConnection(ActivatedHttpServer server, HandedConnection connection) {
        this.server = server;
        this.connection = connection;
        this.requests = connection.requestReader();
    }

    /**
     * Serves the request that is there. On the executor; the exchange may outlast this. A handler that fails when its answer
     * is complete costs nothing: the connection is the next request's by then, and perhaps on another thread.
     */
    void serve() {
        ServedExchange exchange = null;
        try {
            connection.channel().configureBlocking(true);
            exchange = ServedExchange.read(this, requests.readHead());
            ServedContext context = server.context(exchange.getRequestURI().getPath());
            exchange.serve(context);
        } catch (IOException | RuntimeException | Error e) {
            System.getLogger("com.sun.net.httpserver").log(System.Logger.Level.DEBUG, "serve a request", e);
            if (exchange == null || !exchange.isAnswered()) {
                close();
            }
        }
    }

    /** The answer is wholly in the socket; drops what is left of the request. */
    void answered(boolean closes) throws IOException {
        ByteBuffer dropped = ByteBuffer.allocate(8 * 1024);
        int left = closes ? 0 : DROPPED_OCTETS_MAX;
        int count = 0;
        while (left > 0 && count >= 0) {
            count = requests.readContent(dropped.clear());
            left -= Math.max(count, 0);
        }
        if (closes || count >= 0) {
            finish();
        } else {
            server.idle().add(this);
        }
    }

    /** Ends the connection so that the client gets all that was written. */
    void finish() throws IOException {
        if (gone.compareAndSet(false, true)) {
            try {
                connection.finish();
            } finally {
                server.open.closed();
            }
        }
    }

    void handBack() {
        if (gone.compareAndSet(false, true)) {
            try {
                connection.handBack(true);
            } finally {
                server.open.closed();
            }
        }
    }

    void close() {
        if (gone.compareAndSet(false, true)) {
            try {
                connection.close();
            } catch (IOException ignored) { // it is gone in any case
            } finally {
                server.open.closed();
            }
        }
    }
}
