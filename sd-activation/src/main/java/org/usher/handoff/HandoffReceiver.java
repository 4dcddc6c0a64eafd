package org.usher.handoff;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.activation.InheritedSocket;
import org.usher.activation.SocketKind;
import org.usher.handoff.DecodedMessage.Complete;
import org.usher.handoff.DecodedMessage.Malformed;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * The gate between the datagram socket and the app: takes messages, drops those that are not as the protocol says, with
 * every fd that they brought, and returns the others. For programs that wait for {@link #socket} themselves and work on
 * file descriptors; for all others there is {@link HandoffListener}. One thread at a time.
 */
public final class HandoffReceiver {
    /** More than one, so that a message with too many is seen as such. */
    private static final int FDS_ROOM = 8;

    private final Kernel kernel;
    private final HandoffSettings settings;
    private final SenderTrust trust;
    private final int socket;
    private final ReturnPath returnPath;
    private final FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, FDS_ROOM);
    private final SocketAddressBuffer address = new SocketAddressBuffer();
    private final Map<Dropped, LongAdder> dropped = Arrays.stream(Dropped.values())
            .collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> new LongAdder()));

    HandoffReceiver(Kernel kernel, HandoffSettings settings, SenderTrust trust, int socket) {
        this.kernel = kernel;
        this.settings = settings;
        this.trust = trust;
        this.socket = socket;
        this.returnPath = new ReturnPath(kernel, settings.returnSocket());
    }

    /**
     * Opens a receiver over a unix datagram socket ({@code ListenDatagram=} with a path), whose fd becomes the caller's.
     *
     * @throws IllegalStateException if the socket is of another kind; it stays the caller's
     */
    public static HandoffReceiver open(InheritedSocket socket, HandoffSettings settings) {
        if (socket.kind() != SocketKind.UNIX_DATAGRAM) {
            throw new IllegalStateException("receive connections on socket " + socket + ": write "
                    + SocketKind.UNIX_DATAGRAM.directive() + " into " + socket.unit());
        }
        Kernel kernel = Kernel.linux();
        int fd = socket.release();
        SocketAddressBuffer address = new SocketAddressBuffer();
        kernel.localAddress(fd, address);
        SenderTrust trust = SenderTrust.of(address.path());
        if (!trust.everySender()) {
            kernel.setOption(fd, SocketOption.SO_PASSCRED, 1);
        }
        return new HandoffReceiver(kernel, settings, trust, fd);
    }

    /** Returns the socket, to wait for messages. */
    public int socket() {
        return socket;
    }

    /**
     * Returns the next good connection that waits, null if none does.
     *
     * @throws IOException if the socket fails
     */
    public @Nullable Handoff receive() throws IOException {
        while (true) {
            int length = kernel.receiveMessage(socket, message);
            if (length == -Errno.EAGAIN) {
                return null;
            }
            if (length < 0 && length != -Errno.EINTR) {
                throw new IOException("receive a handoff: " + Errno.describe(length));
            }
            Handoff handoff = length < 0 ? null : open();
            if (handoff != null) {
                return handoff;
            }
        }
    }

    /**
     * Hands {@code handoff} back, whose buffer holds every octet that was read past the boundary; does not wait. The fd
     * stays the caller's, who closes it when it is sent: no poller may have it. PROTOCOL.md, rules 16 to 20.
     *
     * @param answered whether a request was answered since the connection was received
     */
    public HandBack handBack(Handoff handoff, boolean answered) {
        return returnPath.trySend(handoff.handBackHeader(answered), handoff.unread(), handoff.fd());
    }

    ReturnPath returnPath() {
        return returnPath;
    }

    long droppedCount(Dropped reason) {
        return counter(reason).sum();
    }

    /** Counts and reports a message that is not for the app. */
    void count(Dropped reason, String detail) {
        counter(reason).increment();
        settings.onDrop().accept(reason, detail);
    }

    private LongAdder counter(Dropped reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }

    private @Nullable Handoff open() {
        if (message.isTruncated()) {
            return drop(Dropped.TRUNCATED, message.length() + " octets, " + message.fdCount() + " fds arrived");
        }
        if (message.fdCount() != 1) {
            return drop(message.fdCount() == 0 ? Dropped.NO_FD : Dropped.SURPLUS_FDS, message.fdCount() + " fds");
        }
        ByteBuffer payload = message.payload().position(0).limit(message.length());
        DecodedMessage decoded = HandoffDecoder.decode(payload);
        if (decoded instanceof Malformed malformed) {
            return drop(Dropped.MALFORMED, malformed.problem());
        }
        return handoff(((Complete) decoded).header(), copy(payload));
    }

    private @Nullable Handoff handoff(HandoffHeader header, ByteBuffer unread) {
        int fd = message.fd(0);
        // the first question is one for the kernel alone: others could ask a file system that never answers
        int type = kernel.option(fd, SocketOption.SO_TYPE);
        if (type != SocketType.SOCK_STREAM || kernel.option(fd, SocketOption.SO_ACCEPTCONN) != 0) {
            return drop(Dropped.NOT_A_CONNECTION, "type " + type);
        }
        try {
            return new Handoff(fd, believed(header, fd), unread);
        } catch (IOException gone) {
            kernel.close(fd); // reset before anybody received it: an ordinary end of a connection
            return null;
        }
    }

    /** Returns {@code header} with what this sender is not believed replaced by what the socket itself says. */
    private HandoffHeader believed(HandoffHeader header, int fd) throws IOException {
        boolean trusted = trust.believes(message.senderUid());
        if (trusted && header.endpoints() != null) {
            return header;
        }
        Endpoints endpoints = endpoints(fd);
        return new HandoffHeader(
                endpoints,
                header.id(),
                header.prefix(),
                header.hops(),
                header.routedNanos(),
                header.scope(),
                trusted ? header.tls() : null,
                trusted ? header.target() : null);
    }

    private @Nullable Endpoints endpoints(int fd) throws IOException {
        int result = kernel.peerAddress(fd, address);
        if (result < 0) {
            throw new IOException(Errno.describe(result));
        }
        if (!address.isInternet()) {
            return null;
        }
        InetSocketAddress client = address.toInetSocketAddress();
        kernel.localAddress(fd, address);
        return new Endpoints(client, address.toInetSocketAddress());
    }

    private @Nullable Handoff drop(Dropped reason, String detail) {
        for (int i = 0; i < message.fdCount(); i++) {
            kernel.close(message.fd(i));
        }
        count(reason, detail);
        return null;
    }

    private static ByteBuffer copy(ByteBuffer octets) {
        return ByteBuffer.allocate(octets.remaining()).put(octets).flip();
    }
}
