package org.usher.adapter.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;

/**
 * The NIO transport of Vert.x 5 with an {@link ActivatedServerChannel} for its first server, which serves the socket that
 * systemd passed to this process; every other server opens the port that it asks for.
 *
 * <pre>{@code
 * Vertx vertx = Vertx.builder().withTransport(new ActivatedTransport()).build();
 * vertx.createHttpServer().requestHandler(…).listen(80);
 * }</pre>
 */
public final class ActivatedTransport implements Transport, io.vertx.core.spi.transport.Transport {
    private static final io.vertx.core.spi.transport.Transport NIO = Transport.NIO.implementation();

    private final ActivatedServerChannel server;
    private final AtomicBoolean isTaken = new AtomicBoolean();

    /**
     * Makes one on the socket of this process.
     *
     * @throws IllegalStateException with a sentence that says what to write where, if there is no such socket
     */
    public ActivatedTransport() {
        this(take());
    }

    /** Makes one on {@code source}, which it takes over. */
    public ActivatedTransport(ConnectionSource source) {
        server = new ActivatedServerChannel(source);
    }

    private static ConnectionSource take() {
        try {
            return ConnectionSource.take();
        } catch (IOException e) {
            throw new UncheckedIOException("take the socket that systemd passed", e);
        }
    }

    /** Ends the process when it has had no connection for {@code idle}: its socket starts it again. Returns this. */
    public ActivatedTransport exitWhenIdle(Duration idle) {
        server.exitWhenIdle(idle);
        return this;
    }

    /** Stops the server as SIGTERM does, before {@code vertx.close()}: {@link ActivatedServerChannel#stop}. */
    public void stop() {
        server.stop();
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        ChannelFactory<? extends ServerChannel> others = NIO.serverChannelFactory(domainSocket);
        return () -> isTaken.getAndSet(true) ? others.newChannel() : server;
    }

    @Override
    public String name() {
        return "activated";
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return NIO.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel() {
        return NIO.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return NIO.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return NIO.channelFactory(domainSocket);
    }
}
