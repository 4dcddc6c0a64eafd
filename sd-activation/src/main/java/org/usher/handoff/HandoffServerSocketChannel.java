package org.usher.handoff;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * A listener for handed-off connections in the shape that servers know: a bound channel in blocking mode that accepts
 * the JDK's own channels.
 *
 * <p>For a unit with {@code Unread=no}: such a server reads from the channel alone, so a message with unread octets is
 * dropped. It cannot look at further requests before it acts either: <b>let the server close each connection after one
 * response</b> (PROTOCOL.md, rule 14). No Selector takes this channel; the accepted ones go into any.
 *
 * <pre>{@code
 * connector.open(new HandoffServerSocketChannel(listener, new InetSocketAddress(80))); // Jetty's ServerConnector
 * }</pre>
 */
public final class HandoffServerSocketChannel extends ServerSocketChannel {
    private final HandoffListener listener;
    private final InetSocketAddress nominal;
    private final ServerSocket socket;

    /**
     * Makes a channel that takes {@code listener} over.
     *
     * @param nominal what to name as the local address to servers that ask: the dispatcher knows the real one
     */
    public HandoffServerSocketChannel(HandoffListener listener, InetSocketAddress nominal) throws IOException {
        super(SelectorProvider.provider());
        this.listener = listener;
        this.nominal = nominal;
        this.socket = new NominalServerSocket(this, nominal);
    }

    @Override
    public SocketChannel accept() throws IOException {
        while (true) {
            HandedConnection connection = listener.accept();
            if (!connection.unread().hasRemaining()) {
                return connection.channel();
            }
            listener.drop(connection, Dropped.UNREAD);
        }
    }

    /** Returns the nominal address. */
    @Override
    public SocketAddress getLocalAddress() {
        return nominal;
    }

    /** Returns a view for servers that ask for the local port. */
    @Override
    public ServerSocket socket() {
        return socket;
    }

    /** Throws: this channel is bound. */
    @Override
    public ServerSocketChannel bind(SocketAddress local, int backlog) {
        throw new AlreadyBoundException();
    }

    /** Does nothing: the options of TCP are those of the dispatcher's listener. */
    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    /** Throws: there are no options. */
    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException("a handoff listener has no socket options: " + name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    protected void implCloseSelectableChannel() {
        listener.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        if (!block) {
            throw new UnsupportedOperationException(
                    "a handoff listener accepts in blocking mode only: give the server an acceptor thread");
        }
    }
}
