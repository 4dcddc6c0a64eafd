package org.usher.relay;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Scratch;
import org.usher.flow.Side;
import org.usher.handoff.HandoffHeader;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.SocketType;

/**
 * The connection to the app itself, made when it is first needed. It belongs to one client's connection: no request of one
 * client ever goes where one of another went.
 */
final class BackEnd implements Ready {
    private static final ByteBuffer NO_OCTETS = ByteBuffer.allocate(0);

    private final EpollLoop loop;
    private final Target target;
    private final HandoffHeader header;
    private final Scratch scratch;
    private final RelayedConnection owner;
    private @Nullable Side side;
    private boolean isConnected;
    private boolean isTold;

    /** What an attempt to connect comes to. */
    record Attempt(Kind kind, String problem) {
        enum Kind {
            CONNECTED,
            /** The kernel tells when it has come to something. */
            PENDING,
            /** Nobody listens now: try again. */
            LATER,
            /** Nobody can connect there, or not from here. */
            NEVER
        }

        static final Attempt CONNECTED = new Attempt(Kind.CONNECTED, "");
        static final Attempt PENDING = new Attempt(Kind.PENDING, "");
    }

    /** Is not connected yet; {@code owner} hears of its events, {@code header} tells of the client. */
    BackEnd(Relay relay, Target target, HandoffHeader header, RelayedConnection owner) {
        this.loop = relay.loop;
        this.target = target;
        this.header = header;
        this.scratch = relay.scratch;
        this.owner = owner;
    }

    boolean isConnected() {
        return isConnected;
    }

    /** Returns the side to talk to, once connected. */
    Side side() {
        return Objects.requireNonNull(side);
    }

    @Override
    public void ready(int bits) {
        isTold = true;
        side().note(bits);
        owner.backReady();
    }

    @Override
    public void abandon() {
        owner.abandon();
    }

    /** Connects, or goes on with it. */
    Attempt connect() {
        if (isConnected) {
            return Attempt.CONNECTED;
        }
        if (side != null) { // until the kernel tells, there is no error either
            return isTold ? connected(side, side.connectError()) : Attempt.PENDING;
        }
        if (target.objection() != null) {
            return new Attempt(Attempt.Kind.NEVER, target.objection());
        }
        isTold = false;
        Kernel kernel = loop.kernel();
        int fd = kernel.socket(target.domain(), SocketType.SOCK_STREAM | Fcntl.O_NONBLOCK);
        if (fd < 0) {
            return failed(fd);
        }
        Side made = new Side(loop, fd, NO_OCTETS, this);
        side = made;
        int result = kernel.connect(fd, target.address());
        if (result == -Errno.EINPROGRESS) {
            return made.watchAll() ? Attempt.PENDING : failed(-Errno.ENOMEM);
        }
        return connected(made, result);
    }

    private Attempt connected(Side now, int result) {
        if (result < 0) {
            return failed(result);
        }
        byte[] preamble = target.telling().preamble(header);
        scratch.out.bytes().put(0, preamble);
        boolean told = preamble.length == 0 || now.send(scratch.out, 0, preamble.length) == preamble.length;
        if (!told) {
            return failed(-Errno.ENOBUFS);
        }
        isConnected = true;
        return Attempt.CONNECTED;
    }

    private Attempt failed(int result) {
        close();
        String where = "connect to " + target.text() + ": ";
        if (target.isNoSocket()) {
            return new Attempt(Attempt.Kind.NEVER, target.text() + " is not a socket");
        }
        return switch (-result) {
            case Errno.EACCES, Errno.EPERM ->
                new Attempt(
                        Attempt.Kind.NEVER,
                        where
                                + Errno.describe(result)
                                + (target.isInternet()
                                        ? "; let the relay reach it: IPAddressAllow= in its .service unit"
                                        : "; let the group of the relay write to it: SocketGroup=usher-relay and"
                                                + " SocketMode=0660 in its .socket unit"));
            case Errno.EPROTOTYPE ->
                new Attempt(Attempt.Kind.NEVER, where + "it is no stream socket, as ListenStream= makes one");
            case Errno.EAFNOSUPPORT ->
                new Attempt(Attempt.Kind.NEVER, where + "this relay has no network; usher-forward@NAME.socket has");
            default -> new Attempt(Attempt.Kind.LATER, Errno.describe(result));
        };
    }

    /** Closes the connection, if there is one; the next {@link #connect} makes another. */
    void close() {
        if (side != null) {
            side.close();
        }
        side = null;
        isConnected = false;
    }
}
