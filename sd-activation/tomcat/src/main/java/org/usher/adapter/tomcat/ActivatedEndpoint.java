package org.usher.adapter.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.HandoffServerSocketChannel;
import org.usher.handoff.OpenConnections;
import org.usher.notify.Supervisor;

/** The end point of Tomcat over what systemd passed: its channels read one request after the other. */
final class ActivatedEndpoint extends NioEndpoint {
    private static final long STOP_SECONDS_MAX = 30;
    private static final long STOP_LOOK_NANOS = 5_000_000;

    /** What Tomcat takes for its own address; each handed connection knows the real one. */
    private static final InetSocketAddress NOMINAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    private final OpenConnections open = new OpenConnections();
    /** Held while a connection is received, so that it is counted before the source counts as closed. */
    private final Object receiving = new Object();

    private @Nullable ConnectionSource source;
    private @Nullable NetworkChannel serverSocket;
    /** Received and not yet configured; the acceptor's alone. */
    private @Nullable HandedConnection received;

    ActivatedEndpoint() {
        getSocketProperties().setBufferPool(0); // a channel belongs to one connection
    }

    void setSource(ConnectionSource source) {
        this.source = source;
    }

    void exitWhenIdle(Duration idle) {
        open.exitWhenIdle(idle);
    }

    boolean servesHandedConnections() {
        return source instanceof ConnectionSource.HandedOff;
    }

    /** Always a number, so that Tomcat counts, and the answer to a last request says {@code Connection: close}. */
    @Override
    public int getMaxKeepAliveRequests() {
        int most = super.getMaxKeepAliveRequests();
        return most < 0 ? Integer.MAX_VALUE : most;
    }

    @Override
    protected void initServerSocket() throws IOException {
        source = source == null ? ConnectionSource.take() : source;
        serverSocket = source instanceof ConnectionSource.HandedOff handedOff
                ? new HandoffServerSocketChannel(handedOff.listener(), NOMINAL)
                : accepted(source).channel();
    }

    private static ConnectionSource.Accepted accepted(@Nullable ConnectionSource source) {
        return (ConnectionSource.Accepted) Objects.requireNonNull(source);
    }

    @Override
    protected @Nullable NetworkChannel getServerSocket() {
        return serverSocket;
    }

    /** Returns null once the source is closed: Tomcat then calls {@link #destroySocket}. */
    @Override
    protected @Nullable SocketChannel serverSocketAccept() throws Exception {
        synchronized (receiving) {
            try {
                return accept();
            } catch (ClosedChannelException e) {
                if (isPaused()) {
                    return null;
                }
                throw e;
            } finally {
                open.opened(); // whatever it is: Tomcat counts it down
            }
        }
    }

    @Override
    protected long countDownConnection() {
        open.closed();
        return super.countDownConnection();
    }

    private SocketChannel accept() throws IOException {
        if (source instanceof ConnectionSource.HandedOff handedOff) {
            received = handedOff.listener().accept();
            return received.channel();
        }
        return accepted(source).channel().accept();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        if (received == null) {
            return super.setSocketOptions(channel);
        }
        HandedConnection connection = received;
        received = null;
        SocketBufferHandler buffers = new SocketBufferHandler(
                getSocketProperties().getAppReadBufSize(),
                getSocketProperties().getAppWriteBufSize(),
                getSocketProperties().getDirectBuffer());
        HandedChannel handed =
                new HandedChannel(buffers, connection, getPoller().getSelector());
        try {
            HandedWrapper wrapper = new HandedWrapper(handed, this, connection);
            handed.reset(channel, wrapper);
            connections.put(channel, wrapper);
            channel.configureBlocking(false);
            getSocketProperties().setProperties(channel.socket());
            boolean isReady = handed.isReady(); // once the poller has it, only the wrapper's lock orders its readers
            getPoller().register(wrapper);
            if (isReady) {
                handed.awaitPoller(); // which could not register what is closed meanwhile, nor send a file without
                // its key
            }
            return !isReady || processSocket(wrapper, SocketEvent.OPEN_READ, true);
        } catch (IOException e) { // reset by the client meanwhile
            return false;
        }
    }

    /** Serves what was received while the connector was paused: nobody else can. */
    @Override
    protected void destroySocket(@Nullable SocketChannel channel) {
        if (channel == null) {
            countDownConnection();
        } else if (received == null || !setSocketOptions(channel)) {
            super.destroySocket(channel);
        }
    }

    /** Tomcat would connect to itself, so that its acceptor notices. */
    @Override
    protected void unlockAccept() {
        try {
            closeSource();
        } catch (IOException e) {
            getLog().warn("close the socket of systemd", e);
        }
        synchronized (receiving) { // what was received is counted
            return;
        }
    }

    /** Receives no more, and returns when every request that was received is answered, or after 30 s. */
    @Override
    public void pause() {
        Supervisor.current().stopping();
        super.pause();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
        while (servesHandedConnections() && !open.none().isDone() && System.nanoTime() < end) {
            connections.values().forEach(this::letGo);
            LockSupport.parkNanos(STOP_LOOK_NANOS);
        }
    }

    private void letGo(SocketWrapperBase<?> wrapper) {
        if (wrapper instanceof HandedWrapper handed && handed.leave()) {
            processSocket(handed, SocketEvent.OPEN_READ, true);
        }
    }

    @Override
    protected void doCloseServerSocket() throws IOException {
        closeSource();
    }

    private void closeSource() throws IOException {
        if (source != null) {
            source.close();
        }
    }
}
