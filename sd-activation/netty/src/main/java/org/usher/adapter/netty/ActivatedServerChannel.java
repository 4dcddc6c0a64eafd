package org.usher.adapter.netty;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.EndedTls;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.OpenConnections;
import org.usher.notify.Supervisor;

/**
 * Netty's server channel over the socket that systemd passed to this process; the address that it is bound to is not
 * opened.
 *
 * <pre>{@code
 * new ServerBootstrap().channel(ActivatedServerChannel.class) … .bind(80);
 * }</pre>
 *
 * <p>Its connections are for NIO event loops. Closing it receives no more and lets connections go back: idle ones now,
 * others with their answer; {@link #drained} is complete when that is done. SIGTERM does both, by {@link #stop}. A thread
 * of its own receives.
 */
public final class ActivatedServerChannel extends AbstractServerChannel {
    /** The attribute of a connection that tells of the TLS which a balancer has ended; null if the client speaks plain text. */
    public static final AttributeKey<EndedTls> TLS = AttributeKey.valueOf(ActivatedServerChannel.class, "TLS");

    private static final long STOP_SECONDS_MAX = 30;
    private static final InetSocketAddress NOMINAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    private static final Set<ChannelOption<?>> OF_THE_SOCKET =
            Set.of(ChannelOption.SO_BACKLOG, ChannelOption.SO_RCVBUF, ChannelOption.SO_REUSEADDR, ChannelOption.IP_TOS);

    private final ChannelConfig config = new DefaultChannelConfig(this, new ServerChannelRecvByteBufAllocator()) {
        /** Takes options of the socket without a word: that is systemd's, as its unit says. */
        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            return super.setOption(option, value) || OF_THE_SOCKET.contains(option);
        }
    };
    private final OpenConnections open = new OpenConnections();
    /** Received, and not yet in the pipeline. */
    private final Queue<Channel> arrived = new ConcurrentLinkedQueue<>();

    private final Set<HandedSocketChannel> connections = ConcurrentHashMap.newKeySet();
    /** Complete when the thread that receives has ended: then nothing is opened any more. */
    private final CompletableFuture<Void> received = new CompletableFuture<>();

    private final Thread shutdown = new Thread(this::stop, "stop of connections");

    private final ConnectionSource source;
    private volatile @Nullable SocketAddress address;
    private volatile boolean closed;
    private boolean receives;

    /**
     * Makes one on the socket of this process.
     *
     * @throws IllegalStateException with a sentence that says what to write where, if there is no such socket
     */
    public ActivatedServerChannel() throws IOException {
        this(ConnectionSource.take());
    }

    /** Makes one on {@code source}, which it takes over. */
    public ActivatedServerChannel(ConnectionSource source) {
        this.source = source;
    }

    /** Ends the process when it has had no connection for {@code idle}: its socket starts it again. Once. */
    public void exitWhenIdle(Duration idle) {
        open.exitWhenIdle(idle);
    }

    /** Returns a future that completes when this is closed and all its connections have been closed or handed back. */
    public CompletableFuture<Void> drained() {
        return received.thenCompose(ended -> open.none());
    }

    /**
     * Closes this, and returns when all its connections have been closed or handed back, or after 30 s. From any thread but
     * those of event loops, and before these are shut down.
     */
    public void stop() {
        close().awaitUninterruptibly();
        try {
            drained().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException ignored) {
            // what is left ends with the process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return !closed && address != null;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected void doBind(SocketAddress wanted) throws IOException {
        address = source instanceof ConnectionSource.Accepted accepted
                ? accepted.channel().getLocalAddress()
                : NOMINAL;
        Runtime.getRuntime().addShutdownHook(shutdown);
        Supervisor.current().ready();
    }

    @Override
    protected void doBeginRead() {
        if (!receives) {
            receives = true;
            Thread thread = new Thread(this::receive, "handoffs");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void receive() {
        try {
            while (true) {
                Channel child = accept();
                child.closeFuture().addListener(done -> forget(child));
                arrived.add(child);
                eventLoop().execute(this::deliver);
            }
        } catch (ClosedChannelException ignored) { // asked to stop
        } catch (IOException e) {
            eventLoop().execute(() -> pipeline().fireExceptionCaught(e));
        } finally {
            received.complete(null);
            connections.forEach(HandedSocketChannel::leave);
        }
    }

    private void deliver() {
        for (Channel child = arrived.poll(); child != null; child = arrived.poll()) {
            pipeline().fireChannelRead(child);
            pipeline().fireChannelReadComplete();
        }
    }

    private Channel accept() throws IOException {
        if (source instanceof ConnectionSource.HandedOff handedOff) {
            HandedConnection connection = handedOff.listener().accept();
            open.opened();
            HandedSocketChannel child = new HandedSocketChannel(this, connection);
            connections.add(child);
            return child;
        }
        SocketChannel channel = ((ConnectionSource.Accepted) source).channel().accept();
        open.opened();
        return new NioSocketChannel(this, channel);
    }

    private void forget(Channel child) {
        if (child instanceof HandedSocketChannel handed) {
            connections.remove(handed);
        }
        open.closed();
    }

    @Override
    protected void doClose() throws IOException {
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(shutdown);
        } catch (IllegalStateException ignored) {
            // the process is ending: it runs, or has run
        }
        Supervisor.current().stopping();
        source.close();
        if (receives) {
            received.join(); // at once: its accept has ended
            deliver(); // while there is a pipeline: nobody else can serve what was received
        } else {
            received.complete(null);
        }
    }
}
