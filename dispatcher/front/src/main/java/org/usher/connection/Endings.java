package org.usher.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.EpollLoop;
import org.usher.posix.NativeMemory;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;
import org.usher.route.Route;

/**
 * The three ends of a thread's connections: an app has it, we answer it, or it is closed without a word. Each becomes the
 * owner of the connection when it has told its event.
 */
public final class Endings {
    /** How long a client may go on sending before we close on it: nginx waits 5 s (lingering_timeout). */
    private static final Duration LINGER = Duration.ofSeconds(5);

    /** Beyond this many lingering connections, or octets of their answers, the oldest is closed at once. */
    private static final int LINGERING_MAX = 1024;

    private static final int LINGERING_OCTETS_MAX = 4 << 20;

    /** A source that has this many is not waited for any more, so that it takes no answer away from others. */
    private static final int LINGERING_PER_SOURCE_MAX = LINGERING_MAX / 8;

    private final EpollLoop loop;
    private final Events events;
    private final BiFunction<Refusal, Request, Optional<byte[]>> pages;
    private final IntConsumer close;
    final DeadlineQueue lingering;
    private final PerSource sources = new PerSource();
    private final NativeMemory page = NativeMemory.allocate(16 * 1024);

    /** Answers with {@code pages} where there is one for a reason and a request, and lets go of each connection by {@code close}. */
    public Endings(
            EpollLoop loop, Events events, BiFunction<Refusal, Request, Optional<byte[]>> pages, IntConsumer close) {
        this.loop = loop;
        this.events = events;
        this.pages = pages;
        this.close = close;
        this.lingering = loop.deadlines().queue(LINGER);
    }

    /** Returns how many answers are on their way. */
    public int lingeringCount() {
        return lingering.size();
    }

    /** An app has the connection: our copy goes at once, for it would hold up the end of the app's answer. */
    public void handedOff(Connection connection, Route route) {
        events.handedOff(route);
        close.accept(connection.fd());
    }

    /** Lets go of a connection without a request, or with one that must not be answered; see {@link Events#gone}. */
    public void drop(Connection connection, boolean hadRequest) {
        events.gone(hadRequest);
        close.accept(connection.fd());
    }

    /** As {@link #refuse(Request, Refusal, String)}, before a head is recognised. */
    public void refuse(Connection connection, Refusal reason, String detail) {
        refuse(new Request(connection, null, null), reason, detail);
    }

    /** Answers a request with {@code reason}, and closes the connection when the client has read that. */
    public void refuse(Request request, Refusal reason, String detail) {
        History past = request.connection().history();
        boolean mayHang = past != null && past.mayBeHeld();
        Refusing answer = refusing(request, reason, detail, mayHang ? close : loop.kernel()::close);
        if (answer.goesOn(request.length())
                && sources.tryAdd(request.connection().source(), LINGERING_PER_SOURCE_MAX)) {
            while (lingering.size() >= Math.min(LINGERING_MAX, LINGERING_OCTETS_MAX / answer.size())) {
                lingering.runFirst();
            }
            answer.linger(lingering, sources);
        } else {
            answer.close();
        }
    }

    /**
     * Answers a request that was taken back from an app, which may receive the connection all the same: it must find
     * nothing there but the end, so what the client still sends is not waited for.
     */
    public void refuseTakenBack(Request request, Refusal reason, String detail) {
        refusing(request, reason, detail, close).end();
    }

    private Refusing refusing(Request request, Refusal reason, String detail, IntConsumer close) {
        events.refused(request, reason, detail);
        byte[] own = pages.apply(reason, request).orElse(null);
        byte[] response = RefusalResponse.of(reason, detail, request.isHead(), Instant.now(), own);
        return new Refusing(loop, page, request.connection(), response, close);
    }

    /** Closes every connection whose client has not read its answer yet. */
    public void close() {
        lingering.runAll();
    }
}
