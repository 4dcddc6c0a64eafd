package org.usher.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.EpollLoop;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.refusal.ErrorPages;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/** The answers that we give ourselves: each is written by a {@link Refusing}, a bounded number at a time. */
public final class Refusals {
    /** How long a client may go on sending before we close on it: nginx waits 5 s (lingering_timeout). */
    private static final Duration LINGER = Duration.ofSeconds(5);

    /** Beyond this many lingering connections the oldest is closed at once. */
    private static final int LINGERING_MAX = 1024;

    private final Kernel kernel;
    private final EpollLoop loop;
    private final Events events;
    private final ErrorPages pages;
    private final DeadlineQueue lingering;
    private final NativeMemory page = NativeMemory.allocate(16 * 1024);
    private final IntConsumer close;

    /** Answers with {@code pages} where there is one for a reason, and lets go of each connection by {@code close}. */
    public Refusals(Kernel kernel, EpollLoop loop, Events events, ErrorPages pages, IntConsumer close) {
        this.kernel = kernel;
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

    /** Answers a request with {@code reason}, and closes the connection when the client has read that. */
    public void answer(Request request, Refusal reason, String detail) {
        byte[] response = response(request, reason, detail);
        if (lingering.size() >= LINGERING_MAX) {
            lingering.runFirst();
        }
        refusing(request, response).start(lingering);
    }

    /**
     * Answers a request that was taken back from an app, which may receive the connection all the same: it must find
     * nothing there but the end, so what the client still sends is not waited for.
     */
    public void answerTakenBack(Request request, Refusal reason, String detail) {
        refusing(request, response(request, reason, detail)).end();
    }

    private byte[] response(Request request, Refusal reason, String detail) {
        events.refused(reason, request.route(), detail, request.connection().ends()::client);
        return RefusalResponse.of(reason, detail, request.isHead(), Instant.now(), pages);
    }

    private Refusing refusing(Request request, byte[] response) {
        return new Refusing(kernel, loop, page, request.connection().fd(), response, close);
    }

    /** Closes every connection whose client has not read its answer yet. */
    public void close() {
        while (!lingering.isEmpty()) {
            lingering.runFirst();
        }
    }
}
