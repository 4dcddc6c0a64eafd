package org.usher.connection;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.head.Head;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Poller;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.refusal.ErrorPages;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/** Everything that we answer ourselves: written by {@link Refusing}, no more at a time than a bound allows. */
public final class Refusals {
    /** How long a client may go on sending before we close on it: nginx waits 5 s (lingering_timeout). */
    private static final Duration LINGER = Duration.ofSeconds(5);

    /** Beyond this many lingering connections the oldest is closed at once. */
    private static final int LINGERING_MAX = 1024;

    private final Kernel kernel;
    private final Poller poller;
    private final Events events;
    private final ErrorPages pages;
    private final Clock clock;
    private final DeadlineQueue lingering;
    private final NativeMemory page = NativeMemory.allocate(16 * 1024);
    private final SocketAddressBuffer peer = new SocketAddressBuffer();

    /** Answers with {@code pages} where there is one for a reason, and dates answers by {@code clock}. */
    public Refusals(Surroundings surroundings, ErrorPages pages, Clock clock) {
        this.kernel = surroundings.kernel();
        this.poller = surroundings.poller();
        this.events = surroundings.events();
        this.pages = pages;
        this.clock = clock;
        this.lingering = surroundings.deadlines().queue(LINGER);
    }

    /** Returns how many answers are on their way. */
    public int lingeringCount() {
        return lingering.size();
    }

    /** Answers a request whose route is known with {@code reason}, as {@link #refuse(Connection, Head, Refusal, String)}. */
    public void refuse(Request request, Refusal reason, String detail) {
        Connection connection = request.connection();
        events.refused(reason, request.routed().route(), detail, () -> clientOf(connection));
        answer(connection, request.isHead(), reason, detail);
    }

    /**
     * Answers a request that was taken back from an app, which may receive the connection all the same: it must find
     * nothing there but the end, so what the client still sends is not waited for.
     */
    public void refuseTakenBack(Request request, Refusal reason, String detail) {
        Connection connection = request.connection();
        events.refused(reason, request.routed().route(), detail, () -> clientOf(connection));
        response(connection, request.isHead(), reason, detail).end();
    }

    /**
     * Answers a request with {@code reason}, and closes the connection when the client has read that.
     *
     * @param head what was recognised of the request; null if nothing
     */
    public void refuse(Connection connection, @Nullable Head head, Refusal reason, String detail) {
        events.refused(reason, null, detail, () -> clientOf(connection));
        answer(connection, head != null && head.method().equals("HEAD"), reason, detail);
    }

    private void answer(Connection connection, boolean noBody, Refusal reason, String detail) {
        if (lingering.size() >= LINGERING_MAX) {
            lingering.runFirst();
        }
        response(connection, noBody, reason, detail).start(lingering);
    }

    private Refusing response(Connection connection, boolean noBody, Refusal reason, String detail) {
        byte[] response = RefusalResponse.of(reason, detail, noBody, clock.instant(), pages);
        return new Refusing(kernel, poller, page, connection.fd(), response);
    }

    /** Closes every connection whose client has not read its answer yet. */
    public void close() {
        while (!lingering.isEmpty()) {
            lingering.runFirst();
        }
    }

    private @Nullable InetSocketAddress clientOf(Connection connection) {
        return kernel.peerAddress(connection.fd(), peer) < 0 ? null : peer.toInetSocketAddress();
    }
}
