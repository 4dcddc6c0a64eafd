package org.usher.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpNetwork;
import org.usher.app.AppQueues;
import org.usher.app.Settlement;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Endings;
import org.usher.connection.Events;
import org.usher.connection.ListeningSocket;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Request;
import org.usher.handback.ReturnCheck;
import org.usher.handback.ReturnListener;
import org.usher.park.ParkSocket;
import org.usher.poll.Closer;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.EpollLoop;
import org.usher.poll.PausableSocket;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.Listener;
import org.usher.table.InForce;

/**
 * What one thread needs to serve connections from their first octet to their app. The worker for clients has connections
 * that no app has held; the worker for held connections has all others, and may hang in any of them.
 */
final class Worker {
    /** How long a stop waits for clients to take the answers that are on their way. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

    /** The rest is for apps that hand back, for their sockets, and for what the JVM opens. */
    private static final int ACCEPTING_PERCENT_OF_FDS = 90;

    /** A message that is received when no fd is free loses its connection: before that it waits. */
    private static final int RETURNING_PERCENT_OF_FDS = 95;

    private final Events events;
    final EpollLoop loop;
    private final Closer closer;
    final Endings endings;
    private final Settlement settlement;
    final AppQueues apps;
    final PendingHeads pending;
    final Dispatch dispatch;
    private final List<PausableSocket> intakes = new ArrayList<>();

    /** Makes the worker for held connections, or, if that is {@code held}, the worker for clients. */
    Worker(
            Kernel kernel,
            ConnectionIds ids,
            Events events,
            BiFunction<Refusal, Request, Optional<byte[]>> pages,
            Function<App, String> socketPath,
            @Nullable Worker held) {
        this.events = events;
        this.loop = new EpollLoop(kernel, events);
        this.closer = new Closer(kernel, Thread::start);
        loop.atEndOfTurn(closer::flush);
        this.endings = new Endings(loop, events, pages, closer);
        PeekBuffer peek = new PeekBuffer(kernel);
        this.settlement = new Settlement(loop, peek, endings, held == null ? null : held.settlement);
        this.apps = new AppQueues(loop, settlement, events, ids, socketPath);
        this.pending = new PendingHeads(loop, endings);
        this.dispatch = new Dispatch(ids, loop, peek, pending, apps, endings);
    }

    ListeningSocket listen(int fd, Listener point, List<IpNetwork> proxyFrom) {
        ListeningSocket listener = new ListeningSocket(loop.kernel(), fd, point, proxyFrom, dispatch);
        intakes.add(new PausableSocket(loop, fd, ACCEPTING_PERCENT_OF_FDS, "accept on port " + point.port(), listener));
        return listener;
    }

    void takeBack(int fd, ReturnCheck check) {
        ReturnListener returned = new ReturnListener(loop.kernel(), events, check, closer, dispatch, fd);
        intakes.add(new PausableSocket(loop, fd, RETURNING_PERCENT_OF_FDS, "the return listener", returned));
    }

    void adopt(InForce now) {
        pending.limitTo(now.limits());
        dispatch.adopt(now);
        apps.adopt(now);
    }

    /**
     * Takes in nothing any more: clients and apps wait in sockets that are systemd's. Leaves all that is open in the
     * socket {@code fd}: whole requests first, for it may be too small for all.
     */
    void park(int fd) {
        intakes.forEach(PausableSocket::stop);
        dispatch.decidePostponed();
        ParkSocket place = new ParkSocket(loop.kernel(), events, fd);
        apps.parkIn(place);
        pending.parkIn(place);
        place.close();
    }

    /** A close at once would reset clients that still send, and take their answers away: most need a moment only. */
    void finish() {
        DeadlineQueue end = loop.deadlines().queue(LAST_ANSWERS);
        end.add(() -> {});
        while (endings.lingeringCount() > 0 && !end.isEmpty()) {
            loop.turn();
        }
        endings.close();
        closer.flush();
        loop.close();
    }
}
