package org.usher.adapter.httpserver;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.OpenConnections;
import org.usher.notify.Supervisor;

/**
 * An HTTP server as the JDK's interface describes it, over either kind of socket. One thread receives, one looks after
 * connections between two requests, and the handlers run on the executor, by default on one thread.
 */
final class ActivatedHttpServer extends HttpServer {
    private static final InetSocketAddress NOMINAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    private static final int SHUTDOWN_SECONDS_MAX = 30;

    final OpenConnections open = new OpenConnections();
    private final TreeMap<String, ServedContext> contexts = new TreeMap<>();
    private @Nullable ConnectionSource source;
    private @Nullable Executor executor;
    private @Nullable IdleConnections idle;
    private final Thread receiver = new Thread(this::receive, "http receiver");

    /** Makes a server on {@code source}; null: on the address that it is bound to. */
    ActivatedHttpServer(@Nullable ConnectionSource source) {
        this.source = source;
    }

    @Override
    public void bind(InetSocketAddress address, int backlog) throws IOException {
        if (source == null) {
            source = new ConnectionSource.Accepted(ServerSocketChannel.open().bind(address, backlog));
        }
    }

    @Override
    public synchronized void start() {
        if (source == null || idle != null) {
            throw new IllegalStateException("start a server: it is " + (idle == null ? "not bound" : "started"));
        }
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "http handlers");
                thread.setDaemon(true);
                return thread;
            });
        }
        idle = new IdleConnections(this, executor);
        new Thread(idle, "http connections").start();
        receiver.setDaemon(true);
        receiver.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(SHUTDOWN_SECONDS_MAX)));
        Supervisor.current().ready();
    }

    private void receive() {
        try {
            while (true) {
                HandedConnection connection = accept();
                open.opened();
                idle().add(new ServedConnection(this, connection));
            }
        } catch (ClosedChannelException ignored) { // asked to stop
        } catch (IOException e) {
            System.getLogger("com.sun.net.httpserver").log(System.Logger.Level.ERROR, "receive connections", e);
        } finally {
            idle().leave();
        }
    }

    private HandedConnection accept() throws IOException {
        ConnectionSource from = Objects.requireNonNull(source);
        return from instanceof ConnectionSource.HandedOff handedOff
                ? handedOff.listener().accept()
                : HandedConnection.accepted(
                        ((ConnectionSource.Accepted) from).channel().accept());
    }

    /** Receives no more, gives requests that run {@code seconds} to end, and ends or hands back every connection. */
    @Override
    public void stop(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("negative delay");
        }
        IdleConnections stopped;
        synchronized (this) {
            stopped = idle;
        }
        try {
            if (source != null) {
                source.close();
            }
            if (stopped != null) {
                Supervisor.current().stopping();
                receiver.join(); // at once: what it has received is counted
                stopped.awaitEnd(seconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("close the socket of the server", e);
        }
    }

    @Override
    public void setExecutor(@Nullable Executor executor) {
        if (idle != null) {
            throw new IllegalStateException("server already started");
        }
        this.executor = executor;
    }

    @Override
    public @Nullable Executor getExecutor() {
        return executor;
    }

    @Override
    public HttpContext createContext(String path, @Nullable HttpHandler handler) {
        synchronized (contexts) {
            if (!path.startsWith("/") || contexts.containsKey(path)) {
                throw new IllegalArgumentException("no path for a context, or there is one: " + path);
            }
            ServedContext context = new ServedContext(this, path, handler);
            contexts.put(path, context);
            return context;
        }
    }

    @Override
    public HttpContext createContext(String path) {
        return createContext(path, null);
    }

    @Override
    public void removeContext(String path) {
        synchronized (contexts) {
            if (contexts.remove(path) == null) {
                throw new IllegalArgumentException("there is no context " + path);
            }
        }
    }

    @Override
    public void removeContext(HttpContext context) {
        removeContext(context.getPath());
    }

    /** Returns the context with the longest path that {@code path} begins with; null if there is none. */
    @Nullable
    ServedContext context(String path) {
        synchronized (contexts) {
            for (Map.Entry<String, ServedContext> entry :
                    contexts.descendingMap().entrySet()) {
                if (path.startsWith(entry.getKey())) {
                    return entry.getValue();
                }
            }
            return null;
        }
    }

    @Override
    public @Nullable InetSocketAddress getAddress() {
        try {
            return source instanceof ConnectionSource.Accepted accepted
                    ? (InetSocketAddress) accepted.channel().getLocalAddress()
                    : source == null ? null : NOMINAL;
        } catch (IOException closed) {
            return null;
        }
    }

    IdleConnections idle() {
        return Objects.requireNonNull(idle);
    }

    /** Waits until there is no connection. */
    void awaitNone(int seconds) {
        try {
            open.none().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException ignored) {
            // then what is left is closed
        }
    }
}
