package org.usher.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.usher.app.AppQueues;
import org.usher.app.Delivery;
import org.usher.app.HeldConnections;
import org.usher.app.Settlement;
import org.usher.connection.Closer;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Events;
import org.usher.connection.ListeningSocket;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Refusals;
import org.usher.handback.HeldUnread;
import org.usher.handback.ReturnCheck;
import org.usher.handback.ReturnListener;
import org.usher.park.ParkSocket;
import org.usher.poll.DeadlineQueue.Deadline;
import org.usher.poll.EpollLoop;
import org.usher.posix.Kernel;
import org.usher.refusal.ErrorPages;
import org.usher.route.App;
import org.usher.route.Limits;
import org.usher.table.InForce;

/**
 * What one thread needs to serve connections from their first octet to their app. The worker for clients has connections
 * that no app has held; the worker for held connections has all others, and may hang in any of them.
 */
final class Worker {
    /** How long a stop waits for clients to take the answers that are on their way. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

    private final Kernel kernel;
    private final Events events;
    private final ConnectionIds ids;
    private final EpollLoop loop;
    private final Closer closer;
    private final HeldUnread heldUnread;
    private final HeldConnections held;
    private final Refusals refusals;
    private final PendingHeads pending;
    private final AppQueues apps;
    private final Dispatch dispatch;

    /** Makes the worker for held connections, or, if that is {@code heldWorker}, the worker for clients. */
    Worker(
            Kernel kernel,
            ConnectionIds ids,
            Events events,
            ErrorPages pages,
            Function<App, String> socketPath,
            @Nullable Worker heldWorker) {
        this.kernel = kernel;
        this.events = events;
        this.ids = ids;
        this.loop = new EpollLoop(kernel, events::failed);
        this.closer = new Closer(kernel);
        this.heldUnread = new HeldUnread(closer);
        loop.atEndOfTurn(closer::flush);
        IntConsumer close = heldWorker == null ? heldUnread : kernel::close;
        IntConsumer closeHeld = heldWorker == null ? heldUnread : closer;
        PeekBuffer peek = new PeekBuffer(kernel, Limits.DEFAULT.headSizeMax());
        this.refusals = new Refusals(kernel, loop, events, pages, close);
        this.held = heldWorker == null
                ? new HeldConnections(loop::post, peek, refusals, closeHeld, events)
                : heldWorker.held;
        Settlement settlement =
                new Settlement(refusals, heldWorker == null ? held.onThread() : held, closeHeld, events);
        this.apps = new AppQueues(kernel, loop, settlement, events, ids, socketPath);
        this.pending = new PendingHeads(loop);
        this.dispatch = new Dispatch(loop, peek, pending, apps, refusals, events, close);
    }

    EpollLoop loop() {
        return loop;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    PendingHeads pending() {
        return pending;
    }

    AppQueues apps() {
        return apps;
    }

    Acceptor accept(ListeningSocket listener) {
        return new Acceptor(kernel, loop, events, dispatch, listener);
    }

    ReturnListener takeBack(int fd, List<ListeningSocket> listeners) {
        ReturnCheck check = new ReturnCheck(kernel, ids, listeners);
        return new ReturnListener(kernel, loop, events, check, heldUnread, dispatch::accepted, fd);
    }

    void adopt(InForce now) {
        pending.limitTo(now.limits());
        dispatch.adopt(now);
        apps.adopt(now);
    }

    /**
     * Leaves all that is open in the socket {@code parkFd}: whole requests first, for it may be too small for all.
     * Returns what an app may hold: that is for {@link #parkWith}.
     */
    List<Delivery> park(int parkFd) {
        ParkSocket place = new ParkSocket(kernel, events, parkFd);
        List<Delivery> lost = apps.parkIn(place);
        pending.parkIn(place);
        place.close();
        return lost;
    }

    /** As {@link #park}, of held connections, with those that the other worker has lost. */
    void parkWith(List<Delivery> lostByClients, int parkFd) {
        ParkSocket place = new ParkSocket(kernel, events, parkFd);
        List<Delivery> lost = new ArrayList<>(lostByClients);
        lost.addAll(apps.parkIn(place));
        held.onThread().park(lost, place);
        pending.parkIn(place);
        place.close();
    }

    /** A close at once would reset clients that still send, and take their answers away: most need a moment only. */
    void finish() {
        Deadline end = loop.deadlines().queue(LAST_ANSWERS).add(() -> {});
        while (refusals.lingeringCount() > 0 && !end.isOver()) {
            loop.turn();
        }
        refusals.close();
        closer.flush();
        loop.close();
    }
}
