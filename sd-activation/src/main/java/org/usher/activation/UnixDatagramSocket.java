package org.usher.activation;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.EnumSet;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.usher.posix.Kernel;

/**
 * A unix datagram socket of systemd's as a channel of junixsocket: the JDK has none, and no JDK Selector takes this one.
 *
 * <p>The only class that needs junixsocket, which is an optional dependency: a program that uses this names it. Close this,
 * which closes the channel, too: closing the channel alone leaves the fd open (seen with junixsocket 2.11.1). Safe for use
 * by several threads.
 */
public final class UnixDatagramSocket implements AutoCloseable {
    private final AFUNIXDatagramChannel channel;
    private final int fd;
    private boolean open = true;

    private UnixDatagramSocket(AFUNIXDatagramChannel channel, int fd) {
        this.channel = channel;
        this.fd = fd;
    }

    /**
     * Opens {@code socket} ({@code ListenDatagram=} with a path), which it takes over.
     *
     * @throws IllegalStateException if the socket is of another kind or gone already
     */
    public static UnixDatagramSocket open(InheritedSocket socket) throws IOException {
        socket.expect("an AFUNIXDatagramChannel", EnumSet.of(SocketKind.UNIX_DATAGRAM));
        int fd = socket.release();
        AFUNIXDatagramChannel channel = FileDescriptorCast.unsafeUsing(fd).as(AFUNIXDatagramChannel.class);
        // before anybody can close it: the defaults would shut down systemd's socket and remove its path
        channel.setShutdownOnClose(false);
        channel.setDeleteOnClose(false);
        return new UnixDatagramSocket(channel, fd);
    }

    /** Returns the channel, which is in blocking mode. */
    public AFUNIXDatagramChannel channel() {
        return channel;
    }

    /** Closes the channel and this process's copy of the socket. */
    @Override
    public synchronized void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        FileDescriptor descriptor = channel.getFileDescriptor();
        channel.close();
        if (descriptor.valid()) {
            Kernel.linux().close(fd);
        }
    }
}
