package org.usher.adapter.httpserver;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;

/**
 * The provider that the JDK finds on the class path. The first server of a process that systemd activated serves the
 * socket that was passed; every other opens the port that it asks for. With the property {@value #IDLE_EXIT} the process
 * ends when the first one has had no connection for so many seconds: its socket starts it again.
 */
public final class ActivatedHttpServerProvider extends HttpServerProvider {
    private static final String IDLE_EXIT = "usher.idleExitSeconds";
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    /** For the JDK. */
    public ActivatedHttpServerProvider() {}

    /**
     * Makes a server.
     *
     * @throws IllegalStateException with a sentence that says what to write where, if the socket is none for HTTP
     */
    @Override
    public HttpServer createHttpServer(@Nullable InetSocketAddress address, int backlog) throws IOException {
        boolean isActivated = System.getenv("LISTEN_FDS") != null && !TAKEN.getAndSet(true);
        ActivatedHttpServer server = new ActivatedHttpServer(isActivated ? ConnectionSource.take() : null);
        if (isActivated && Integer.getInteger(IDLE_EXIT) != null) {
            server.open.exitWhenIdle(Duration.ofSeconds(Integer.getInteger(IDLE_EXIT)));
        }
        if (address != null) {
            server.bind(address, backlog);
        }
        return server;
    }

    /** Throws: TLS is ended in front of usher. */
    @Override
    public HttpsServer createHttpsServer(InetSocketAddress address, int backlog) {
        throw new UnsupportedOperationException(
                "serve HTTPS: TLS is ended in front of usher, so create an HttpServer, or remove sd-activation-httpserver"
                        + " from the class path");
    }
}
