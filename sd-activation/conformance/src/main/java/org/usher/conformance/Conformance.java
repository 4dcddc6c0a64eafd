package org.usher.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.conformance.Sequence.Manner;

/**
 * The probes of one app that runs behind usher. Each compares what comes for several requests on one connection with what
 * comes for each of them on a connection of its own, so that nothing of the app needs to be known but a URL. Point it at
 * something that answers the same way each time, and where a POST of five octets does no harm.
 *
 * <pre>{@code
 * assertEquals(List.of(), Conformance.of(URI.create("http://localhost/wiki/")).failures());
 * }</pre>
 *
 * <p>Immutable: each method returns another one. It may be used by several threads; it owns no resource outside
 * {@link #run()}, which closes all connections that it makes.
 */
public final class Conformance {
    /** How long a connection may last if nothing else is said. */
    private static final Duration CONNECTION_TIME = Duration.ofSeconds(5);
    /** How long a connection may last that waits until the app has stopped and started. */
    private static final Duration RESTART_TIME = Duration.ofSeconds(30);
    /** Long enough for what was sent, and for a signal, to arrive. */
    private static final long STOP_PAUSE_MILLIS = 300;

    private static final int HTTP_PORT = 80;
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::(?<port>[0-9]{1,5})?)?");

    private static final int SEQUENCES = 10;
    private static final int SEQUENCE_LENGTH = 5;

    private final URI app;
    private final @Nullable URI other;
    private final @Nullable Runnable restart;
    private final Duration connectionTime;
    private final ProbeRequest get;

    private Conformance(URI app, @Nullable URI other, @Nullable Runnable restart, Duration connectionTime) {
        this.app = app;
        this.other = other;
        this.restart = restart;
        this.connectionTime = connectionTime;
        this.get = request("GET", app, false);
    }

    /**
     * The probes of the app that answers {@code app}.
     *
     * @param app {@code http://HOST[:PORT]/PATH}. A connection is made to HOST if it is an address; a name is sent in the
     *     Host field, and taken to lead to this machine.
     * @throws IllegalArgumentException with a sentence if it is something else
     */
    public static Conformance of(URI app) {
        address(app);
        return new Conformance(app, null, null, CONNECTION_TIME);
    }

    /**
     * Names a URL of another app. Without one, a path is taken that no app claims and usher refuses; an app that claims all
     * paths leaves none.
     *
     * @param other on the same host and port, and answered otherwise than this app's URL; it gets POST requests, too
     * @throws IllegalArgumentException with a sentence if it is on another host or port
     */
    public Conformance beside(URI other) {
        if (!app.resolve("/").equals(other.resolve("/"))) {
            throw new IllegalArgumentException(other + " is not on the host and port of " + app);
        }
        return new Conformance(app, other, restart, connectionTime);
    }

    /**
     * Adds the probe of rule 26, for which the app is restarted once while it serves a request.
     *
     * @param restart begins to stop and start the app, and returns before that has happened; it runs in the thread of
     *     {@link #run()}, which passes on what it throws
     */
    public Conformance restartedBy(Runnable restart) {
        return new Conformance(app, other, restart, connectionTime);
    }

    /**
     * Bounds each connection, and so every wait, instead of by 5 s; those that outlive a restart may last 30 s.
     *
     * @param connectionTime more than the app's slowest answer takes
     */
    public Conformance within(Duration connectionTime) {
        return new Conformance(app, other, restart, connectionTime);
    }

    /**
     * Makes all probes, on about 30 connections, one after the other; only one probe if the app does not answer. It does not
     * heed interruption.
     *
     * @return a finding for each probe, in the order in which they were made
     * @throws IllegalArgumentException with a sentence if the URLs do not lead through usher to two places
     * @throws IOException if nothing accepts connections there; the message says where
     */
    public List<Finding> run() throws IOException {
        Usual own = ask(get);
        if (!own.reply().isAnswer() || own.reply().isRefusal()) {
            return List.of(
                    Finding.of("first request", false, Sequence.FIRST, get, "an answer of the app", own.reply()));
        }
        URI elsewhere = other == null ? app.resolve("/usher-probe-" + Long.toHexString(System.nanoTime())) : other;
        Usual foreign = ask(request("GET", elsewhere, false));
        requireTwoPlaces(own, foreign);
        ProbeRequest onOtherHost = new ProbeRequest("GET", get.target(), "usher-probe.invalid", false);
        return List.of(
                judge("other prefix", Sequence.NOT_MINE, Manner.IN_TURN, own, foreign),
                judge("other host", Sequence.NOT_MINE, Manner.IN_TURN, own, ask(onOtherHost)),
                judge("head in pieces", 9, Manner.IN_PIECES, own, own, foreign),
                judge("unread octets", Sequence.UNREAD, Manner.PIPELINED, own, ask(request("POST", elsewhere, false))),
                sequences(own, foreign),
                judge("no body", 16, Manner.IN_TURN, ask(request("HEAD", app, false)), own),
                judge("half close", 24, Manner.HALF_CLOSED, own),
                judge("expect", 23, Manner.IN_TURN, ask(request("POST", app, true))),
                judge("no 100", 18, Manner.IN_TURN, own, ask(request("POST", elsewhere, true))),
                stop(own));
    }

    /** Makes all probes as {@link #run}, and returns those of its findings that failed: none of an app that keeps the rules. */
    public List<Finding> failures() throws IOException {
        return run().stream().filter(Finding::failed).toList();
    }

    private static ProbeRequest request(String method, URI url, boolean expects) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        return new ProbeRequest(method, target, url.getRawAuthority(), expects);
    }

    /** Where connections to {@code url} are made. URI's own host would be null for names that it does not like. */
    private static InetSocketAddress address(URI url) {
        Matcher authority = AUTHORITY.matcher(String.valueOf(url.getRawAuthority()));
        if (!"http".equalsIgnoreCase(url.getScheme()) || url.getRawAuthority() == null || !authority.matches()) {
            throw new IllegalArgumentException(
                    url + " is not http://HOST[:PORT]/PATH: probes are sent over plain HTTP");
        }
        String host = authority.group("host");
        int port = authority.group("port") == null ? HTTP_PORT : Integer.parseInt(authority.group("port"));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        return new InetSocketAddress(host.matches("\\[.*|[0-9.]+") ? host : "127.0.0.1", port);
    }

    private Exchange connect(Duration time) throws IOException {
        return new Exchange(address(app), time.toMillis());
    }

    private Usual ask(ProbeRequest request) throws IOException {
        try (Exchange exchange = connect(connectionTime)) {
            return new Usual(request, exchange.send(request.first()).receive(request));
        }
    }

    private void requireTwoPlaces(Usual own, Usual foreign) throws IOException {
        try (Exchange exchange = connect(connectionTime)) {
            Reply reply = exchange.send("GET / HTTP/1.1\r\n\r\n").receive(get);
            if (!reply.isRefusal()) {
                throw new IllegalArgumentException(
                        get + " does not lead through usher, which refuses a request without a Host field");
            }
        }
        boolean another =
                other != null ? foreign.reply().isAnswer() : foreign.reply().isRefusal();
        if (!another || foreign.reply().isLike(own.reply())) {
            throw new IllegalArgumentException(foreign.request() + " is answered " + foreign.reply()
                    + ", perhaps by the app itself: name a URL of another app, with another answer");
        }
    }

    private Finding judge(String probe, int rule, Manner manner, Usual... requests) throws IOException {
        try (Exchange exchange = connect(connectionTime)) {
            return new Sequence(probe, rule, manner, List.of(requests)).on(exchange);
        }
    }

    /** It ends early if the app is slow. */
    private Finding sequences(Usual own, Usual foreign) throws IOException {
        long end = System.nanoTime() + connectionTime.toNanos();
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

    private Finding stop(Usual own) throws IOException {
        ProbeRequest post = request("POST", app, false);
        String sent = "the head of " + post + ", a stop, the body; " + get + " meanwhile";
        String expected = "an answer, " + own.reply();
        if (restart == null) {
            return Finding.skipped("stop", 26, sent, expected, "nothing: no restart was asked for");
        }
        try (Exchange stopped = connect(RESTART_TIME);
                Exchange waiting = connect(RESTART_TIME)) {
            int head = post.first().indexOf("\r\n\r\n") + 4;
            stopped.send(post.first().substring(0, head));
            pause(STOP_PAUSE_MILLIS);
            restart.run();
            waiting.send(get.first());
            pause(STOP_PAUSE_MILLIS);
            Reply first = stopped.send(post.first().substring(head)).receive(post);
            Reply second = waiting.receive(get);
            boolean answered = first.isAnswer() && !first.isRefusal() && second.isLike(own.reply());
            return Finding.of("stop", answered, 26, sent, expected, first + ", " + second);
        }
    }

    /** Gives the other side time to read what was sent. */
    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
