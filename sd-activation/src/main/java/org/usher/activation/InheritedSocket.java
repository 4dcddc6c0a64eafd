package org.usher.activation;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import org.usher.posix.Kernel;

/**
 * A file descriptor that systemd passed to this process. This owns it until a channel is opened over it or the caller
 * releases it: one of these, once. Closing is always possible, and does nothing once something else owns it.
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

    /** Returns the unit that made it, for a sentence: its name, unless {@code FileDescriptorName=} is another. */
    public String unit() {
        return name.endsWith(".socket") ? name : "its .socket unit";
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
        }
    }

    /** Returns the name and the kind. */
    @Override
    public String toString() {
        return name + " (" + kind + ")";
    }

    /** Throws unless this is one of {@code kinds}, which {@code wanted} can be opened over. */
    void expect(String wanted, EnumSet<SocketKind> kinds) {
        if (!kinds.contains(kind)) {
            String directives = String.join(
                    " or ", kinds.stream().map(SocketKind::directive).toList());
            throw new IllegalStateException("open socket \"" + name + "\" as " + wanted + ": it is " + kind + "; write "
                    + directives + " into " + unit());
        }
    }
}
