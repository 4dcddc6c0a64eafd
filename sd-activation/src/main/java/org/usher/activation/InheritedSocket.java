package org.usher.activation;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.usher.posix.Kernel;

/**
 * A file descriptor that was passed to this process by systemd, and its one owner until somebody takes it over: a
 * channel that is opened over it, or whoever releases it. One of these can be done, once. Closing is always possible
 * and does nothing when somebody else is the owner.
 *
 * <p>Closing a socket or a channel here closes this process's copy. systemd holds the same socket and goes on
 * listening: nothing here calls shutdown(2) on it. Safe for use by several threads.
 */
public final class InheritedSocket implements AutoCloseable {
    private final String name;
    private final SocketKind kind;
    private final Kernel kernel;
    private final int fd;
    private boolean owned = true;
    private @Nullable AFUNIXDatagramChannel unixDatagrams;

    InheritedSocket(String name, int fd, Kernel kernel) {
        this.name = name;
        this.kind = SocketKind.of(fd, kernel);
        this.kernel = kernel;
        this.fd = fd;
    }

    /** Returns the name: {@code FileDescriptorName=}, else the name of the socket unit. Several may share one. */
    public String name() {
        return name;
    }

    /** Returns what the fd is. */
    public SocketKind kind() {
        return kind;
    }

    /**
     * Opens a listening TCP or unix socket as the JDK's own channel, which takes the fd over. It is in blocking mode.
     *
     * @throws IllegalStateException if the socket is of another kind, is gone already, or the JVM lacks the option that
     *     {@link JdkChannels} needs
     */
    public ServerSocketChannel serverSocketChannel() throws IOException {
        expect("a ServerSocketChannel", EnumSet.of(SocketKind.TCP_LISTENER, SocketKind.UNIX_LISTENER));
        JdkChannels channels = JdkChannels.instance();
        return channels.serverSocketChannel(release());
    }

    /**
     * Opens a connected TCP or unix socket as the JDK's own channel, which takes the fd over. It is in blocking mode.
     *
     * @throws IllegalStateException as for {@link #serverSocketChannel}
     */
    public SocketChannel socketChannel() throws IOException {
        expect("a SocketChannel", EnumSet.of(SocketKind.TCP_CONNECTION, SocketKind.UNIX_CONNECTION));
        JdkChannels channels = JdkChannels.instance();
        return channels.socketChannel(release());
    }

    /**
     * Opens a UDP socket as the JDK's own channel, which takes the fd over. It is in blocking mode.
     *
     * @throws IllegalStateException as for {@link #serverSocketChannel}
     */
    public DatagramChannel datagramChannel() throws IOException {
        expect("a DatagramChannel", EnumSet.of(SocketKind.UDP));
        JdkChannels channels = JdkChannels.instance();
        return channels.datagramChannel(release());
    }

    /**
     * Opens a unix datagram socket as junixsocket's channel: the JDK has none, and no JDK Selector takes this one.
     *
     * <p>The fd stays with this socket. Close this, which closes the channel, too: closing the channel alone leaves the
     * fd open (seen with junixsocket 2.11.1).
     *
     * @throws IllegalStateException if the socket is of another kind or gone already
     */
    public synchronized AFUNIXDatagramChannel unixDatagramChannel() throws IOException {
        expect("an AFUNIXDatagramChannel", EnumSet.of(SocketKind.UNIX_DATAGRAM));
        AFUNIXDatagramChannel channel =
                FileDescriptorCast.unsafeUsing(release()).as(AFUNIXDatagramChannel.class);
        // before anybody can close it: the defaults would shut down systemd's socket and remove its path
        channel.setShutdownOnClose(false);
        channel.setDeleteOnClose(false);
        unixDatagrams = channel;
        return channel;
    }

    /**
     * Gives the raw fd away: the caller owns it and closes it.
     *
     * @throws IllegalStateException if the fd is gone already
     */
    public synchronized int release() {
        if (!owned) {
            throw new IllegalStateException("socket \"" + name + "\" was opened, released or closed already");
        }
        owned = false;
        return fd;
    }

    /** Closes this process's copy of the socket, unless a channel or somebody else owns it by now. */
    @Override
    public synchronized void close() {
        if (owned) {
            owned = false;
            kernel.close(fd);
        } else if (unixDatagrams != null) {
            close(unixDatagrams);
            unixDatagrams = null;
        }
    }

    private void close(AFUNIXDatagramChannel channel) {
        try {
            FileDescriptor descriptor = channel.getFileDescriptor();
            channel.close();
            if (descriptor.valid()) {
                kernel.close(fd);
            }
        } catch (IOException ignored) {
            // there is no descriptor any more: closed already
        }
    }

    /** Returns the name and the kind. */
    @Override
    public String toString() {
        return name + " (" + kind + ")";
    }

    private void expect(String wanted, EnumSet<SocketKind> kinds) {
        if (!kinds.contains(kind)) {
            String directives = String.join(
                    " or ", kinds.stream().map(SocketKind::directive).toList());
            throw new IllegalStateException("open socket \"" + name + "\" as " + wanted + ": it is " + kind + "; write "
                    + directives + " into its .socket unit");
        }
    }
}
