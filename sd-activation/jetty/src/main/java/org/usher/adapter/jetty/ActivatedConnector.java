package org.usher.adapter.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.HandoffServerSocketChannel;
import org.usher.handoff.OpenConnections;
import org.usher.notify.Supervisor;

/**
 * A Jetty connector on the socket that systemd passed to this process.
 *
 * <pre>{@code
 * Server server = new Server();
 * server.addConnector(new ActivatedConnector(server));
 * server.setHandler(handler);
 * server.start();
 * }</pre>
 *
 * <p>It tells systemd when the server is ready, and lets SIGTERM stop it gracefully: what has been received is answered,
 * idle connections are handed back, and what waits in the socket stays for the next process.
 */
public final class ActivatedConnector extends ServerConnector {
    private static final long STOP_TIMEOUT_MILLIS = 30_000;

    /** What Jetty takes for its own address; each handed connection knows the real one. */
    private static final InetSocketAddress NOMINAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    private final ConnectionSource source;
    private final OpenConnections connections = new OpenConnections();
    private @Nullable Duration idle;

    /**
     * Makes a connector for HTTP/1.1 on the socket of this process.
     *
     * @throws IllegalStateException with a sentence that says what to write where, if there is no such socket
     */
    public ActivatedConnector(Server server) {
        this(server, new HttpConfiguration());
    }

    /** The same with a configuration of HTTP, as Javalin asks for it: {@code addConnector(ActivatedConnector::new)}. */
    public ActivatedConnector(Server server, HttpConfiguration http) {
        this(server, take(), new HttpConnectionFactory(http));
    }

    /** Makes a connector on {@code source}, which it takes over. */
    public ActivatedConnector(Server server, ConnectionSource source, ConnectionFactory... factories) {
        super(server, null, null, null, 1, -1, factories);
        this.source = source;
        try {
            open(
                    source instanceof ConnectionSource.HandedOff handedOff
                            ? new HandoffServerSocketChannel(handedOff.listener(), NOMINAL)
                            : ((ConnectionSource.Accepted) source).channel());
        } catch (IOException e) {
            throw new UncheckedIOException("serve the socket that systemd passed", e);
        }
        for (ConnectionFactory factory : factories) {
            if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                http.getHttpConfiguration().addCustomizer(ActivatedConnector::customize);
            }
        }
        server.setStopAtShutdown(true);
        server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        server.addEventListener(new Announcer());
    }

    private static ConnectionSource take() {
        try {
            return ConnectionSource.take();
        } catch (IOException e) {
            throw new UncheckedIOException("take the socket that systemd passed", e);
        }
    }

    /** Ends the process when it has had no connection for {@code idle}: its socket starts it again. Before the start. */
    public void exitWhenIdle(Duration idle) {
        this.idle = idle;
    }

    /** Returns the prefix of the route by which the connection of {@code request} came; null if nobody told. */
    public static @Nullable String prefix(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return endPoint instanceof HandedEndPoint handed ? handed.prefix() : null;
    }

    @Override
    public void accept(int acceptor) throws IOException {
        if (source instanceof ConnectionSource.HandedOff handedOff) {
            HandedConnection connection = handedOff.listener().accept();
            connections.opened();
            SocketChannel channel = connection.channel();
            channel.configureBlocking(false);
            configure(channel.socket());
            getSelectorManager().accept(channel, connection);
        } else {
            super.accept(acceptor);
        }
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key)
            throws IOException {
        if (!(key.attachment() instanceof HandedConnection connection)) {
            return super.newEndPoint(channel, selector, key);
        }
        SocketChannelEndPoint endPoint = new HandedEndPoint(connection, selector, key, this);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** Says in the answer whether the request is the last, and to the app whether TLS was ended in front. */
    private static Request customize(Request request, HttpFields.Mutable answerFields) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (endPoint instanceof HandedEndPoint handed && handed.isLastRequest()) {
            answerFields.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        return endPoint instanceof HandedEndPoint && endPoint.isSecure() ? new SecureRequest(request) : request;
    }

    /** A request whose scheme is https: Jetty itself takes no end point for secure but its own of TLS. */
    private static final class SecureRequest extends Request.Wrapper {
        private final HttpURI uri;

        SecureRequest(Request request) {
            super(request);
            uri = HttpURI.build(request.getHttpURI()).scheme(HttpScheme.HTTPS);
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public boolean isSecure() {
            return true;
        }
    }

    /** Returns false while handed connections are served: they are not closed after their answer but go back. */
    @Override
    public boolean isShutdown() {
        return source instanceof ConnectionSource.Accepted && super.isShutdown();
    }

    /** Receives no more, and lets connections go back: idle ones now, others with their answer. */
    @Override
    public CompletableFuture<Void> shutdown() {
        setShutdownIdleTimeout(getIdleTimeout()); // requests that run may take their time
        CompletableFuture<Void> done = super.shutdown();
        for (EndPoint endPoint : getConnectedEndPoints()) {
            if (endPoint instanceof HandedEndPoint handed) {
                handed.leave();
            }
        }
        return done.thenCompose(received -> connections.none()); // Jetty forgets those that no selector has yet
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        if (!(endPoint instanceof HandedEndPoint)) {
            connections.opened();
        }
        if (super.isShutdown() && endPoint instanceof HandedEndPoint handed) {
            handed.leave(); // it came while the others were told
        }
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        super.onEndPointClosed(endPoint);
        connections.closed();
    }

    /** Tells systemd what the server does. */
    private final class Announcer implements LifeCycle.Listener {
        @Override
        public void lifeCycleStarted(LifeCycle server) {
            Supervisor.current().ready();
            if (idle != null) {
                connections.exitWhenIdle(idle);
            }
        }

        @Override
        public void lifeCycleStopping(LifeCycle server) {
            Supervisor.current().stopping();
        }
    }
}
