package org.usher.handoff;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.usher.activation.InheritedSocket;
import org.usher.activation.JdkChannels;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * The place where an app receives connections: what a ServerSocketChannel is to an app that owns its port.
 *
 * <pre>{@code
 * try (HandoffListener listener = HandoffListener.open(sockets.only("wiki.socket"))) {
 *     while (true) {
 *         HandedConnection connection = listener.accept();
 *         workers.execute(() -> serve(connection));
 *     }
 * }
 * }</pre>
 *
 * <p>A message that is not as the protocol says is dropped, counted, and never returned. Messages that wait when the app
 * stops stay for its next process: to stop, close this first, then finish what was accepted. Several processes, and
 * several listeners, may share one socket. Safe for use by several threads: those that accept take turns.
 */
public final class HandoffListener implements AutoCloseable {
    private static final int SOCKET = 0;
    private static final int WAKE_UP = 1;

    private final Kernel kernel;
    private final JdkChannels channels;
    private final HandoffReceiver receiver;
    private final int socket;
    private final int wakeUp;
    private final int epoll;
    private final Epoll events = new Epoll(2);
    /** Held while the fds are closed, once. Locks are taken in the order in which they stand here. */
    private final Object closing = new Object();
    /** Held while a thread waits. */
    private final Object turn = new Object();
    /** Held while a message is taken. */
    private final Object receiving = new Object();

    private volatile boolean open = true;

    private HandoffListener(Kernel kernel, JdkChannels channels, HandoffReceiver receiver) throws IOException {
        this.kernel = kernel;
        this.channels = channels;
        this.receiver = receiver;
        this.socket = receiver.socket();
        this.wakeUp = kernel.eventFd();
        this.epoll = kernel.epollCreate();
        int result = Math.min(
                kernel.epollAdd(epoll, socket, Epoll.EPOLLIN, SOCKET),
                kernel.epollAdd(epoll, wakeUp, Epoll.EPOLLIN, WAKE_UP));
        if (result < 0) {
            closeFds();
            throw new IOException("wait for handoffs: " + Errno.describe(result));
        }
    }

    /** Opens a listener with the settings of an ordinary app; see {@link #open(InheritedSocket, HandoffSettings)}. */
    public static HandoffListener open(InheritedSocket socket) throws IOException {
        return open(socket, HandoffSettings.defaults());
    }

    /**
     * Opens a listener over a unix datagram socket ({@code ListenDatagram=} with a path), which it takes over.
     *
     * @throws IllegalStateException if the socket is of another kind, or the JVM lacks the option that
     *     {@link JdkChannels} needs; the socket stays the caller's
     */
    public static HandoffListener open(InheritedSocket socket, HandoffSettings settings) throws IOException {
        JdkChannels channels = JdkChannels.instance();
        return new HandoffListener(Kernel.linux(), channels, HandoffReceiver.open(socket, settings));
    }

    /**
     * Waits for a connection and returns it; it belongs to the caller.
     *
     * @throws ClosedChannelException if this listener is closed, before or while the thread waits
     */
    public HandedConnection accept() throws IOException {
        synchronized (turn) {
            while (open) {
                int count = kernel.epollWait(epoll, events, -1); // first: mostly, nothing has come yet
                if (!open) {
                    throw new AsynchronousCloseException();
                }
                if (count < 0 && count != -Errno.EINTR) {
                    throw new IOException("wait for handoffs: " + Errno.describe(count));
                }
                HandedConnection connection = acceptNow();
                if (connection != null) {
                    return connection;
                }
            }
            throw new ClosedChannelException();
        }
    }

    /**
     * Returns a connection that waits, null if none does.
     *
     * @throws ClosedChannelException if this listener is closed
     */
    public @Nullable HandedConnection acceptNow() throws IOException {
        synchronized (receiving) {
            if (!open) {
                throw new ClosedChannelException();
            }
            while (true) {
                Handoff handoff = receiver.receive();
                HandedConnection connection = handoff == null ? null : open(handoff);
                if (handoff == null || connection != null) {
                    return connection;
                }
            }
        }
    }

    private @Nullable HandedConnection open(Handoff handoff) {
        try {
            return new HandedConnection(channels.socketChannel(handoff.fd()), handoff, receiver.returnPath());
        } catch (IOException gone) {
            kernel.close(handoff.fd()); // reset before anybody received it: an ordinary end of a connection
            return null;
        }
    }

    /** Returns how many messages were dropped for {@code reason} so far. */
    public long droppedCount(Dropped reason) {
        return receiver.droppedCount(reason);
    }

    /** Returns whether this listener has not been closed. */
    public boolean isOpen() {
        return open;
    }

    /** Ends every accept that waits, and closes the socket. Connections that were accepted stay open. */
    @Override
    public void close() {
        synchronized (closing) {
            if (!open) {
                return;
            }
            open = false;
            kernel.writeNumber(wakeUp, 1);
            synchronized (turn) {
                synchronized (receiving) {
                    closeFds();
                }
            }
        }
    }

    void drop(HandedConnection connection, Dropped reason) throws IOException {
        connection.close();
        receiver.count(reason, connection.unread().remaining() + " octets");
    }

    private void closeFds() {
        kernel.close(epoll);
        kernel.close(wakeUp);
        kernel.close(socket);
    }
}
