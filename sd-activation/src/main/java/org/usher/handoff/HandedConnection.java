package org.usher.handoff;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.usher.activation.JdkChannels;
import org.usher.posix.Kernel;
import org.usher.posix.SocketOption;

/**
 * A client's connection that was handed to this app, which owns it: it answers the first request, decides each further
 * one by {@link #lookAhead}, and in the end closes the connection or hands it back.
 *
 * <p>The {@link #channel} is the JDK's own and in blocking mode. <b>Octets of the connection may have been read
 * already</b>: {@link #unread} comes before whatever the channel reads. The connection may be at its end or reset by
 * now, as any other. Not safe for use by several threads at a time.
 */
public final class HandedConnection implements AutoCloseable {
    private static final int LINGER_MILLIS = 1000;
    private static final int LINGER_OCTETS = 256 * 1024;
    private static final int DROPPED_AT_ONCE = 8 * 1024;

    private static final Executor ASIDE = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hand back");
        thread.setDaemon(true);
        return thread;
    });

    private final SocketChannel channel;
    private final Handoff handoff;
    private final HandoffHeader header;
    private final ByteBuffer unread;
    private final @Nullable ReturnPath returnPath;

    /** Takes over {@code channel}, which is open over the fd of {@code handoff}. */
    HandedConnection(SocketChannel channel, Handoff handoff, @Nullable ReturnPath returnPath) {
        this.channel = channel;
        this.handoff = handoff;
        this.header = handoff.header();
        this.unread = handoff.unread();
        this.returnPath = returnPath;
    }

    /**
     * Returns a connection that was accepted from a port of the app's own, for servers that read both kinds alike: all of
     * its requests are the app's, and it is never handed back.
     *
     * @throws IllegalStateException if the JVM lacks the option that {@link JdkChannels} needs
     */
    public static HandedConnection accepted(SocketChannel channel) throws IOException {
        Endpoints ends = new Endpoints(
                (InetSocketAddress) channel.getRemoteAddress(), (InetSocketAddress) channel.getLocalAddress());
        Scope all = Scope.of(Scope.Kind.CONNECTION, 0);
        HandoffHeader header = new HandoffHeader(ends, null, null, 0, null, all, null);
        int fd = JdkChannels.instance().fd(channel);
        return new HandedConnection(channel, new Handoff(fd, header, ByteBuffer.allocate(0)), null);
    }

    /** Returns whether every request is the app's, for ever: the port is its own. */
    boolean isOwn() {
        return returnPath == null;
    }

    /** Returns the connection itself. */
    public SocketChannel channel() {
        return channel;
    }

    /** Returns the octets that come before those of the channel; reading from the buffer takes them. */
    public ByteBuffer unread() {
        return unread;
    }

    /** Reads as the channel does, the unread octets first. */
    public int read(ByteBuffer into) throws IOException {
        if (!unread.hasRemaining()) {
            return channel.read(into);
        }
        int count = Math.min(unread.remaining(), into.remaining());
        into.put(unread.slice(unread.position(), count));
        unread.position(unread.position() + count);
        return count;
    }

    /** Returns what {@link #read} reads, as a stream that keeps to the timeout of the channel's socket. In blocking mode. */
    public InputStream input() {
        return new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() throws IOException {
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return unread.hasRemaining()
                        ? HandedConnection.this.read(ByteBuffer.wrap(into, offset, length))
                        : channel.socket().getInputStream().read(into, offset, length);
            }
        };
    }

    /**
     * Returns the client's address and port; null if the connection is not over IP and no trusted sender has named them.
     * Take them from here, never from a header field such as {@code X-Forwarded-For}.
     */
    public @Nullable InetSocketAddress client() {
        return header.endpoints() == null ? null : header.endpoints().client();
    }

    /** Returns the address and port that the client connected to; null as for {@link #client}. */
    public @Nullable InetSocketAddress local() {
        return header.endpoints() == null ? null : header.endpoints().local();
    }

    /** Returns the id of the connection, for logs; null if the sender gave none. */
    public @Nullable ConnectionId id() {
        return header.id();
    }

    /** Returns the prefix of the route by which the connection came, in its canonical form; null if not told. */
    public @Nullable String prefix() {
        return header.prefix();
    }

    /** Returns how often the present request was handed on, this time included. */
    public int hops() {
        return header.hops();
    }

    /** Returns what holds for further requests. */
    public Scope scope() {
        return header.scope() == null ? Scope.CLOSE : header.scope();
    }

    /** Returns what is known of the TLS that a balancer in front has ended; null if the client speaks plain text. */
    public @Nullable EndedTls tls() {
        return header.tls();
    }

    /** Returns {@code https} if the client's side is TLS, else {@code http}. */
    public String scheme() {
        return header.tls() != null && header.tls().isSecure() ? "https" : "http";
    }

    /** Looks at the requests of this connection before they are read. Before the first octet of it is. */
    public LookAhead lookAhead() {
        return new LookAhead(Kernel.linux(), handoff.fd(), this);
    }

    /** Reads the requests of this connection one by one, for a server. Before the first octet of it is read. */
    public RequestReader requestReader() {
        return new RequestReader(this);
    }

    /**
     * Returns the rule for the further requests of this connection, for programs that cannot look before they read.
     *
     * @param firstHost the Host field of the first request as it came; null if it had none
     */
    public FurtherRequests furtherRequests(@Nullable String firstHost) {
        return new FurtherRequests(scope(), prefix(), firstHost, header.routedNanos());
    }

    /**
     * Runs what hands a connection back, for an event loop: it may wait for room in the dispatcher's queue. On a daemon
     * thread that is nobody else's; the common pool may be busy with what waits for this.
     */
    public static void aside(Runnable handBack) {
        ASIDE.execute(handBack);
    }

    /** As {@link #handBack(ByteBuffer, boolean)}, nothing of the next request having been read. */
    public boolean handBack(boolean answered) {
        return handBack(ByteBuffer.allocate(0), answered);
    }

    /**
     * Hands the connection back to the dispatcher, which routes its next request, and closes it here. If that fails, for
     * whatever reason, the connection is ended here as by {@link #finish}; either way it is gone.
     *
     * <p>Allowed only between two requests: the last response is wholly written, the last request's body wholly read, and
     * nothing was written for the next one. Close instead after an error, an upgrade, an unread body or
     * {@code Connection: close} (PROTOCOL.md, rules 16 to 19).
     *
     * @param next every octet that was read past the boundary, in order; what is left in {@link #unread} follows by
     *     itself; at most {@value HandoffHeader#UNREAD_SIZE_MAX} octets together
     * @param answered whether a request was answered here since the connection was received
     * @return whether the dispatcher has it
     * @throws IllegalStateException if the channel is registered with a selector: cancel its key and select once, so that
     *     closing does not shut the connection down for the next app, too; the connection stays the caller's
     */
    public synchronized boolean handBack(ByteBuffer next, boolean answered) {
        if (channel.isRegistered()) {
            throw new IllegalStateException(
                    "hand back a connection: it is registered with a Selector; cancel the key and call selectNow() first");
        }
        try (channel) {
            channel.configureBlocking(true);
            if (isTcp()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, -1);
                Kernel.linux().setOption(handoff.fd(), SocketOption.SO_RCVLOWAT, 1);
            }
            if (returnPath != null && returnPath.send(handoff.handBackHeader(answered), next, unread, handoff.fd())) {
                return true;
            }
            finish();
            return false;
        } catch (IOException closed) {
            return false;
        }
    }

    private boolean isTcp() throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress;
    }

    /**
     * Closes the connection. Octets of the client that nobody read turn that into a reset, which may take the last answer
     * with it: see {@link #finish}. In non-blocking mode those that are there, 256 KiB at the most, are dropped before.
     *
     * <p>A server closes here, and not its channel, whose fd may be another connection's by the time that a thread which
     * looks at it comes to that.
     */
    @Override
    public synchronized void close() throws IOException {
        try (channel) {
            if (channel.isOpen() && !channel.isBlocking() && Kernel.linux().unread(handoff.fd()) > 0) {
                dropInput();
            }
        }
    }

    private void dropInput() {
        ByteBuffer octets = ByteBuffer.allocate(DROPPED_AT_ONCE);
        try {
            int left = LINGER_OCTETS;
            for (int count = channel.read(octets); count > 0 && left > 0; count = channel.read(octets.clear())) {
                left -= count;
            }
        } catch (IOException ignored) {
            // reset by the client: there is nothing to drop
        }
    }

    /**
     * Ends the connection so that the client gets all that was written: says that there is no more, drops what the
     * client still sends, for a second at the most between two pieces and 256 KiB in all, and closes. For channels in
     * blocking mode that no selector has.
     */
    public void finish() throws IOException {
        try (channel) {
            if (!isTcp()) {
                return;
            }
            channel.shutdownOutput();
            channel.socket().setSoTimeout(LINGER_MILLIS);
            channel.socket().getInputStream().skip(LINGER_OCTETS);
        } catch (SocketTimeoutException ignored) {
            // the client keeps its side open: long enough
        }
    }
}
