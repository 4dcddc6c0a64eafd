package org.usher.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Request;
import org.usher.handoff.Scope;
import org.usher.parking.ParkedApp;
import org.usher.parking.ParkedRequest;
import org.usher.parking.Waited.Phase;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.Deadlines;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.prefix.PrefixException;
import org.usher.prefix.UrlPrefix;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.Decision.Routed;
import org.usher.route.Route;

/**
 * What a dispatcher before us has sent to one app from one socket, and what of it the app has not taken: it goes on as if
 * there had been no restart. The route of now is not asked for: the app was given the request by the route of then, and
 * may take it any time.
 */
public final class InheritedEscrow {
    private final App app;
    private final SendingSocket socket;
    private final Escrow escrow;
    private final AppQueues all;
    private final Kernel kernel;
    private final NativeMemory page;
    private final DeadlineQueue startTimeouts;
    private final Map<String, Routed> routes = new HashMap<>();

    /** Goes on with {@code fd}, of which it becomes the owner; others may go on with a copy of it. */
    InheritedEscrow(ParkedApp parked, int fd, AppQueues all) {
        Deadlines deadlines = all.surroundings().deadlines();
        this.app = new App(
                parked.unit(), App.Mode.HANDOFF, Path.of(parked.socket()), parked.startTimeout(), 1, false, false);
        this.all = all;
        this.kernel = all.surroundings().kernel();
        this.page = all.page();
        this.socket = new SendingSocket(kernel, all.addressOf(app), fd, parked.inode());
        this.escrow = new Escrow(app, socket, new Uptake(socket, all.sizes(), deadlines), all);
        this.startTimeouts = deadlines.queue(parked.startTimeout());
    }

    int size() {
        return escrow.size();
    }

    /** Goes on with {@code connection}, of which it becomes the owner, in the order in which all were sent. */
    public void resume(Connection connection, ParkedRequest parked) {
        Routed routed = routed(parked.prefix());
        if (routed == null) {
            kernel.close(connection.fd());
            return;
        }
        Deadline startTimeout =
                startTimeouts.add(this::refuseOverdue, connection.waited().nanosIn(Phase.ESCROW));
        PeekedHead head = new PeekedHead(kernel, page, connection.fd(), parked.head());
        escrow.resume(
                new Sent(new Request(connection, parked.isHead(), routed), head, startTimeout), parked.roomBehind());
    }

    /** Lets go of what has been taken; refuses all if the unit has failed. */
    void update() {
        escrow.look();
        escrow.becomes(all.stateOf(app));
    }

    void parkIn(ParkingPlace place) {
        escrow.parkAdriftIn(place);
    }

    void parkEscrowIn(ParkingPlace place) {
        escrow.parkIn(place);
    }

    /** Lets go of the socket, when nothing waits any more. */
    void close() {
        socket.close();
        all.surroundings().deadlines().drop(startTimeouts);
    }

    private void refuseOverdue() {
        boolean ignored = escrow.refuseOverdue(); // it may have been taken
    }

    /**
     * Returns the route of then, null if {@code prefix} is none. Should the app's socket be made anew, the request is sent
     * again without a scope: what else the app may answer on the connection, only the table of then knew.
     */
    private @Nullable Routed routed(String prefix) {
        Routed known = routes.get(prefix);
        if (known == null) {
            try {
                UrlPrefix parsed = UrlPrefix.parse(prefix);
                Claim claim = new Claim(parsed, app, app.socket(), 0);
                known = new Routed(new Route(claim), parsed.host().category(), Scope.CLOSE);
                routes.put(prefix, known);
            } catch (PrefixException ignored) { // not written by us
                return null;
            }
        }
        return known;
    }
}
