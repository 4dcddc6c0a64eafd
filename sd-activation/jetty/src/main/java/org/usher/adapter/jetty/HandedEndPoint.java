package org.usher.adapter.jetty;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.RequestReader;

/**
 * A handed connection as Jetty sees it: one request after the other, and then silence, in which it is handed back.
 *
 * <p>Jetty reads the next head when the last answer is wholly written, so what is decided here may leave at once.
 */
final class HandedEndPoint extends SocketChannelEndPoint {
    private final HandedConnection connection;
    private final RequestReader requests;
    private final ManagedSelector selector;
    private final SelectionKey key;
    private final Connector connector;
    private final AtomicBoolean leavesSelector = new AtomicBoolean();
    private volatile boolean goesBack;

    HandedEndPoint(HandedConnection connection, ManagedSelector selector, SelectionKey key, Connector connector) {
        super(connection.channel(), selector, key, connector.getScheduler());
        this.connection = connection;
        this.requests = connection.requestReader();
        this.selector = selector;
        this.key = key;
        this.connector = connector;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return connection.client() == null ? super.getRemoteSocketAddress() : connection.client();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return connection.local() == null ? super.getLocalSocketAddress() : connection.local();
    }

    @Override
    public boolean isSecure() {
        return connection.scheme().equals("https");
    }

    @Override
    public int fill(ByteBuffer buffer) {
        if (isInputShutdown() || goesBack) {
            return goesBack ? 0 : -1;
        }
        synchronized (requests) { // a stop wakes who waits while that still asks whether there is something to read
            return switch (requests.look()) {
                case MINE -> read(buffer);
                case INCOMPLETE -> 0;
                case HAND_BACK -> {
                    goesBack = true; // as soon as Jetty says that it waits
                    yield 0;
                }
                case CLOSE -> {
                    shutdownInput();
                    yield -1;
                }
            };
        }
    }

    private int read(ByteBuffer buffer) {
        int position = BufferUtil.flipToFill(buffer);
        int count;
        try {
            count = requests.read(buffer);
        } catch (IOException ignored) { // a reset: the end of the stream, as in every end point of Jetty
            count = -1;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
        if (count > 0) {
            notIdle();
        } else if (count < 0) {
            shutdownInput();
        }
        return count;
    }

    @Override
    protected void needsFillInterest() {
        if (goesBack) {
            if (leavesSelector.compareAndSet(false, true)) {
                selector.submit(this::leaveSelector);
            }
        } else if (isFirstHere()) {
            getFillInterest().fillable(); // on the thread that opens this, and has no more to do
        } else if (isReady()) {
            connector.getExecutor().execute(getFillInterest()::fillable);
        } else {
            super.needsFillInterest();
        }
    }

    private boolean isFirstHere() {
        synchronized (requests) {
            return requests.isFirstHere();
        }
    }

    private boolean isReady() {
        synchronized (requests) {
            return requests.isReady();
        }
    }

    /** A cancelled key keeps the channel until the next selection, and so closing it before would shut it down. */
    private void leaveSelector(Selector ignored) {
        key.cancel();
        selector.submit(afterSelection -> connector.getExecutor().execute(this::handBack));
    }

    @Override
    public void updateKey() {
        if (key.isValid()) {
            super.updateKey();
        }
    }

    private void handBack() {
        try {
            connection.handBack(true);
        } finally {
            close();
        }
    }

    @Nullable
    String prefix() {
        return connection.prefix();
    }

    boolean isLastRequest() {
        return requests.isLast();
    }

    /** Hands the connection back as soon as no request is in progress. */
    void leave() {
        requests.leave();
        connector.getExecutor().execute(getFillInterest()::fillable);
    }

    @Override
    public void upgrade(Connection newConnection) {
        requests.upgrade();
        super.upgrade(newConnection);
    }

    @Override
    protected void doShutdownOutput() {
        requests.end();
        super.doShutdownOutput();
    }

    @Override
    public void doClose() {
        IO.close(connection);
        super.doClose();
    }
}
