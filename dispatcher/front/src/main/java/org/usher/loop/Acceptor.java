package org.usher.loop;

import java.util.Arrays;
import org.usher.address.IpAddress;
import org.usher.connection.Addresses;
import org.usher.connection.Connection;
import org.usher.connection.History;
import org.usher.connection.Sources;
import org.usher.connection.Surroundings;
import org.usher.poll.Ready;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.route.Arrival;
import org.usher.route.Listener;

/** A listening socket that systemd opened: it accepts, and hands each connection to the {@link Reception}. */
final class Acceptor implements Ready {
    /** Connections accepted in one turn, so that a flood of new ones does not hold up those that are here. */
    private static final int ACCEPTS_PER_TURN = 64;

    /** The rest is for apps that hand back, for their sockets, and for what the JVM opens. */
    private static final int PERCENT_OF_FDS = 90;

    private final Surroundings surroundings;
    private final Kernel kernel;
    private final Reception reception;
    private final Sources sources;
    private final int fd;
    private final Listener point;
    private final Intake intake;
    private final SocketAddressBuffer bound = new SocketAddressBuffer();
    private final Addresses addresses;

    Acceptor(Surroundings surroundings, Reception reception, Sources sources, int fd, Listener point) {
        this.surroundings = surroundings;
        this.kernel = surroundings.kernel();
        this.addresses = surroundings.addresses();
        this.reception = reception;
        this.sources = sources;
        this.fd = fd;
        this.point = point;
        kernel.localAddress(fd, bound);
        this.intake = new Intake(surroundings, fd, PERCENT_OF_FDS, this);
    }

    /** Accepts nothing any more: clients wait in the socket, which is systemd's. */
    void stop() {
        intake.stop();
    }

    int fd() {
        return fd;
    }

    /** Returns whether a connection to the address {@code local} can have come in here. */
    boolean covers(SocketAddressBuffer local) {
        return local.port() == bound.port() && (bound.isWildcard() || Arrays.equals(local.address(), bound.address()));
    }

    /** Returns what routing must know of a connection to the address {@code local} that came in here. */
    Arrival arrival(SocketAddressBuffer local) {
        return new Arrival(point, IpAddress.of(local.address()));
    }

    @Override
    public void ready(int bits) {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            addresses.forget();
            int accepted = kernel.accept(fd, addresses.client());
            if (accepted >= 0) {
                welcome(accepted);
                if (intake.isFull(accepted)) {
                    pause(PERCENT_OF_FDS + " % of LimitNOFILE= are in use");
                    return;
                }
            } else if (accepted == -Errno.EAGAIN) {
                return;
            } else if (isShortage(accepted)) {
                pause(Errno.describe(accepted));
                return;
            }
            // Anything else is an error of that one connection, which is gone already (accept(2), Error handling).
        }
    }

    private void welcome(int accepted) {
        kernel.localAddress(accepted, addresses.local());
        long source = sources.of(addresses.client());
        Connection connection = new Connection(accepted, arrival(addresses.local()), source, History.NONE);
        addresses.areOf(connection);
        reception.take(connection);
    }

    private static boolean isShortage(int result) {
        return switch (-result) {
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM -> true;
            default -> false;
        };
    }

    private void pause(String why) {
        surroundings.events().warned("accept on port " + point.port() + " pauses: " + why);
        intake.pause();
    }
}
