package org.usher.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.usher.probe.Sequence.Manner;
import org.usher.report.Question;

/**
 * The probes of one app. Each compares what comes for several requests on one connection with what comes for each of them
 * on a connection of its own, so that nothing of the app needs to be known but a URL. Rules have the numbers of
 * PROTOCOL.md.
 */
public final class Probes {
    /** How long a connection may last that waits until the app has stopped and started. */
    private static final long RESTART_MILLIS_MAX = 30_000;
    /** Long enough for what was sent, and for a signal, to arrive. */
    private static final long STOP_PAUSE_MILLIS = 300;

    private static final int SEQUENCES = 10;
    private static final int SEQUENCE_LENGTH = 5;

    private final Question app;
    private final long connectionMillis;
    private final ProbeRequest get;

    /**
     * Makes the probes of an app.
     *
     * @param app a request to it over plain HTTP
     * @param connectionMillis how long a connection may last, which bounds every wait
     */
    public Probes(Question app, long connectionMillis) {
        this.app = app;
        this.connectionMillis = connectionMillis;
        this.get = request("GET", app.target(), false);
    }

    private ProbeRequest request(String method, String target, boolean expects) {
        return new ProbeRequest(method, target, String.valueOf(app.host()), expects);
    }

    /**
     * Makes all probes; only one if the app does not answer.
     *
     * @param elsewhere the target of another app on the same host; null for a path that no app claims
     * @param restart begins to restart the app; null if it must not be stopped
     * @throws IllegalArgumentException with a sentence if the URLs do not lead through usher to two places
     * @throws IOException if nothing accepts connections
     */
    public List<Finding> run(@Nullable String elsewhere, @Nullable Runnable restart) throws IOException {
        Usual own = ask(get);
        if (!own.reply().isAnswer() || own.reply().isRefusal()) {
            return List.of(
                    Finding.of("first request", false, Sequence.FIRST, get, "an answer of the app", own.reply()));
        }
        String other = elsewhere == null ? "/usher-probe-" + Long.toHexString(System.nanoTime()) : elsewhere;
        Usual foreign = ask(request("GET", other, false));
        requireTwoPlaces(own, foreign, elsewhere != null);
        ProbeRequest onOtherHost = new ProbeRequest("GET", get.target(), "usher-probe.invalid", false);
        return List.of(
                judge("other prefix", Sequence.NOT_MINE, Manner.IN_TURN, own, foreign),
                judge("other host", Sequence.NOT_MINE, Manner.IN_TURN, own, ask(onOtherHost)),
                judge("head in pieces", 9, Manner.IN_PIECES, own, own, foreign),
                judge("unread octets", Sequence.UNREAD, Manner.PIPELINED, own, ask(request("POST", other, false))),
                sequences(own, foreign),
                judge("no body", 16, Manner.IN_TURN, ask(request("HEAD", get.target(), false)), own),
                judge("half close", 24, Manner.HALF_CLOSED, own),
                judge("expect", 23, Manner.IN_TURN, ask(request("POST", get.target(), true))),
                judge("no 100", 18, Manner.IN_TURN, own, ask(request("POST", other, true))),
                stop(own, restart));
    }

    private Exchange connect(long millis) throws IOException {
        return new Exchange(new InetSocketAddress(app.address(), app.port()), millis);
    }

    private Usual ask(ProbeRequest request) throws IOException {
        try (Exchange exchange = connect(connectionMillis)) {
            return new Usual(request, exchange.send(request.first()).receive(request));
        }
    }

    private void requireTwoPlaces(Usual own, Usual foreign, boolean named) throws IOException {
        try (Exchange exchange = connect(connectionMillis)) {
            Reply reply = exchange.send("GET / HTTP/1.1\r\n\r\n").receive(get);
            if (!reply.isRefusal()) {
                throw new IllegalArgumentException(
                        get + " does not lead through usher, which refuses a request without a Host field");
            }
        }
        boolean another = named ? foreign.reply().isAnswer() : foreign.reply().isRefusal();
        if (!another || foreign.reply().isLike(own.reply())) {
            throw new IllegalArgumentException(foreign.request() + " is answered " + foreign.reply()
                    + ", perhaps by the app itself: name by --other a URL of another app, with another answer");
        }
    }

    private Finding judge(String probe, int rule, Manner manner, Usual... requests) throws IOException {
        try (Exchange exchange = connect(connectionMillis)) {
            return new Sequence(probe, rule, manner, List.of(requests)).on(exchange);
        }
    }

    /** It ends early if the app is slow. */
    private Finding sequences(Usual own, Usual foreign) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(connectionMillis);
        Finding found = sequence(0, own, foreign);
        for (int number = 1; number < SEQUENCES && !found.failed() && System.nanoTime() < end; number++) {
            found = sequence(number, own, foreign);
        }
        return found;
    }

    /** The bits of the number say which of its requests are the other app's. */
    private Finding sequence(int number, Usual own, Usual foreign) throws IOException {
        Usual[] requests = new Usual[SEQUENCE_LENGTH];
        Arrays.setAll(requests, i -> (number << 1 >> i & 1) == 0 ? own : foreign);
        return judge("sequences", 15, number % 3 == 0 ? Manner.PIPELINED : Manner.IN_TURN, requests);
    }

    private Finding stop(Usual own, @Nullable Runnable restart) throws IOException {
        ProbeRequest post = request("POST", get.target(), false);
        String sent = "the head of " + post + ", a stop, the body; " + get + " meanwhile";
        if (restart == null) {
            return Finding.skipped("stop", 26, sent, "name the app's service by --unit to have it restarted");
        }
        try (Exchange stopped = connect(RESTART_MILLIS_MAX);
                Exchange waiting = connect(RESTART_MILLIS_MAX)) {
            int head = post.first().indexOf("\r\n\r\n") + 4;
            stopped.send(post.first().substring(0, head));
            pause(STOP_PAUSE_MILLIS);
            restart.run();
            waiting.send(get.first());
            pause(STOP_PAUSE_MILLIS);
            Reply first = stopped.send(post.first().substring(head)).receive(post);
            Reply second = waiting.receive(get);
            boolean answered = first.isAnswer() && !first.isRefusal() && second.isLike(own.reply());
            return Finding.of("stop", answered, 26, sent, "an answer, " + own.reply(), first + ", " + second);
        }
    }

    /** Gives the other side time to read what was sent. */
    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
