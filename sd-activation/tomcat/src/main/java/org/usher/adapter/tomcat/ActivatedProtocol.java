package org.usher.adapter.tomcat;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;
import org.usher.notify.Supervisor;

/**
 * Tomcat's HTTP/1.1 on the socket that systemd passed to this process; the port of its connector is not opened.
 *
 * <pre>{@code
 * tomcat.setConnector(new Connector(ActivatedProtocol.class.getName()));
 * }</pre>
 *
 * <p>It tells systemd when the connector is ready, and lets SIGTERM stop it gracefully: what has been received is
 * answered, idle connections are handed back, and what waits in the socket stays for the next process.
 */
public final class ActivatedProtocol extends Http11NioProtocol {
    /** A connector without one does not start. */
    private static final int NOMINAL_PORT = 80;

    private final ActivatedEndpoint endpoint;

    private @Nullable Duration idle;

    private final Thread shutdown = new Thread(this::pauseEndpoint, "stop of connections");

    /** Makes one on the socket of this process; if there is none, the connector's start fails with a sentence. */
    public ActivatedProtocol() {
        this(new ActivatedEndpoint());
    }

    private ActivatedProtocol(ActivatedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        setPort(NOMINAL_PORT);
    }

    /** Takes {@code source} over, in the place of the only socket of this process. Before the start. */
    public void setSource(ConnectionSource source) {
        endpoint.setSource(source);
    }

    /**
     * Lets the process end when it has had no connection for so long: its socket starts it again. Before the start; in a
     * configuration file, {@code idleExitSeconds="600"}.
     */
    public void setIdleExitSeconds(int seconds) {
        idle = Duration.ofSeconds(seconds);
    }

    @Override
    public void start() throws Exception {
        super.start();
        Runtime.getRuntime().addShutdownHook(shutdown);
        Supervisor.current().ready();
        if (idle != null) {
            endpoint.exitWhenIdle(idle);
        }
    }

    @Override
    protected Processor createProcessor() {
        return new HandedProcessor(this, getAdapter());
    }

    private void pauseEndpoint() {
        endpoint.pause();
    }

    @Override
    public void stop() throws Exception {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdown);
        } catch (IllegalStateException ignored) {
            // the process is ending: it runs, or has run
        }
        super.stop();
    }

    /** Returns false while handed connections are served: they are not closed after their answer but go back. */
    @Override
    public boolean isPaused() {
        return !endpoint.servesHandedConnections() && super.isPaused();
    }
}
