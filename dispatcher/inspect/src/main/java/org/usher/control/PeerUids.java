package org.usher.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.usher.activation.JdkChannels;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * Who is at the other end of unix sockets, by number: the JDK would ask for the name, and with it whatever this machine
 * keeps its users in, which may take its time. For one thread.
 */
final class PeerUids {
    /** {@code struct ucred}: pid, uid, gid (unix(7)). */
    private static final int CREDENTIALS_SIZE = 3 * Integer.BYTES;

    private final Kernel kernel = Kernel.linux();
    private final NativeMemory credentials = NativeMemory.allocate(CREDENTIALS_SIZE);

    /** The uid with which the other end connected (SO_PEERCRED). */
    int of(SocketChannel client) throws IOException {
        int result = kernel.option(JdkChannels.instance().fd(client), SocketOption.SO_PEERCRED, credentials);
        if (result != CREDENTIALS_SIZE) {
            throw new IOException("ask a unix socket for its peer: " + Errno.describe(result));
        }
        return credentials.bytes().getInt(Integer.BYTES);
    }
}
