package org.usher.adapter.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.RequestReader;

/**
 * A handed connection as Tomcat reads it: one request after the other, and then the end of the stream, at which it has
 * been handed back.
 *
 * <p>Tomcat reads the next head when the last answer is wholly written, so what is decided here may leave at once.
 */
final class HandedChannel extends NioChannel {
    private static final long POLLER_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = 20_000;
    /** Time passes while the process stands still, and the poller with it: it is looked for so often in any case. */
    private static final long LOOKS_MIN = POLLER_NANOS_MAX / LOOK_NANOS;

    private final HandedConnection connection;
    private final RequestReader requests;
    private final Selector selector;
    private final AtomicBoolean gone = new AtomicBoolean();

    HandedChannel(SocketBufferHandler buffers, HandedConnection connection, Selector selector) {
        super(buffers);
        this.connection = connection;
        this.requests = connection.requestReader();
        this.selector = selector;
    }

    /** Returns whether the poller will not tell of the first request, which other apps have read. */
    boolean isReady() {
        return requests.isReady();
    }

    /** Lets the connection go back; returns whether no request is in progress as far as one reads. */
    boolean leave() {
        return requests.leave();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return switch (requests.look()) {
            case MINE -> requests.read(into);
            case INCOMPLETE -> 0;
            case CLOSE -> -1;
            case HAND_BACK -> {
                handBack();
                yield -1;
            }
        };
    }

    /** Only upgraded connections are read by this. */
    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]);
            }
        }
        return 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        requests.writes(from);
        return super.write(from);
    }

    /** Waits until the poller has the channel, or has closed it; some seconds at the most. */
    void awaitPoller() {
        awaitThat(() -> !sc.isOpen() || sc.keyFor(selector) != null);
    }

    /**
     * On one of Tomcat's threads. A cancelled key keeps the channel until the poller selects again, and closing the channel
     * before would shut the connection down for the next app, too.
     */
    private void handBack() throws IOException {
        if (!gone.compareAndSet(false, true)) {
            return;
        }
        SelectionKey key = sc.keyFor(selector);
        if (key != null) {
            key.cancel();
            selector.wakeup();
        }
        if (awaitThat(() -> !sc.isRegistered())) {
            connection.handBack(true);
        } else {
            connection.close(); // the poller stands still
        }
    }

    private static boolean awaitThat(BooleanSupplier condition) {
        long end = System.nanoTime() + POLLER_NANOS_MAX;
        for (int looks = 0; !condition.getAsBoolean() && (looks < LOOKS_MIN || System.nanoTime() < end); looks++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return condition.getAsBoolean();
    }

    @Override
    public void close() throws IOException {
        if (gone.compareAndSet(false, true)) {
            connection.close();
        }
    }
}
