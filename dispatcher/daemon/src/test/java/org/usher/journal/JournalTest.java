package org.usher.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.usher.connection.Connection;
import org.usher.connection.Request;
import org.usher.handoff.AddressBlock;
import org.usher.head.Head;
import org.usher.journal.Counters.Count;
import org.usher.posix.SocketAddressBuffer;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Problem;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.Route;
import org.usher.table.Samples;

class JournalTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4711);

    private final Entries log = new Entries();
    private final Counters counters = new Counters();
    private long nowNanos;
    private final Journal journal = new Journal(log.log(), counters, () -> nowNanos);

    @Test
    void aRefusalIsOneEntryWithClientStatusAndReason() {
        journal.refused(request(CLIENT, null), Refusal.UNKNOWN_PATH, "No app claims /nope of localhost.");
        assertEquals(
                List.of("<6>refused 192.0.2.1:4711 404 UnknownPath: No app claims /nope of localhost."), log.lines());
        assertEquals(
                List.of(
                        "MESSAGE=refused 192.0.2.1:4711 404 UnknownPath: No app claims /nope of localhost.",
                        "MESSAGE_ID=" + Kind.REFUSAL.id,
                        "PRIORITY=6",
                        "SYSLOG_IDENTIFIER=usher",
                        "USHER_REASON=UnknownPath",
                        "USHER_STATUS=404",
                        "USHER_DETAIL=No app claims /nope of localhost.",
                        "CLIENT_ADDR=192.0.2.1",
                        "CLIENT_PORT=4711"),
                log.lastFields());
    }

    @Test
    void aRefusalByWayOfARouteNamesUnitAndPrefix() {
        InetSocketAddress client = new InetSocketAddress("2001:db8::1", 4711);
        Route wiki = route("/wiki/");
        counters.countBy(List.of(wiki));
        journal.refused(request(client, wiki), Refusal.APP_OFFLINE, "");
        assertTrue(log.lastFields()
                .containsAll(List.of("USHER_UNIT=wiki.socket", "USHER_PREFIX=/wiki/", "CLIENT_ADDR=2001:db8::1")));
        assertEquals(1, counters.refused(wiki));
    }

    private static Request request(InetSocketAddress client, Route route) {
        return request(client, null, route);
    }

    private static Request request(InetSocketAddress client, Head head, Route route) {
        SocketAddressBuffer from = new SocketAddressBuffer();
        if (client != null) {
            from.setInternet(client.getAddress().getAddress(), client.getPort());
        }
        AddressBlock ends = AddressBlock.of(from, from);
        return new Request(new Connection(-1, Samples.PORT_80.id(), ends, null, null), head, route);
    }

    @Test
    void aRefusalNamesTheHostAndTheTargetScrubbedAndCut() {
        byte[] target = ("/wiki/\u00e9" + "x".repeat(5_000)).getBytes(ISO_8859_1);
        Head head = new Head(9, "GET", target, 1, null, "wiki.example", target, false);
        journal.refused(request(CLIENT, head, null), Refusal.UNKNOWN_PATH, "");
        List<String> fields = log.lastFields();
        assertTrue(fields.contains("USHER_HOST=wiki.example"), fields::toString);
        String shown = fields.stream()
                .filter(field -> field.startsWith("USHER_TARGET="))
                .findFirst()
                .orElseThrow();
        assertTrue(shown.startsWith("USHER_TARGET=/wiki/\\xe9xxx") && shown.length() < 1_000, shown);
    }

    @Test
    void aClientThatHasGoneHasNoAddress() {
        journal.refused(request(null, null), Refusal.HEAD_TIMEOUT, "");
        assertEquals(List.of("<6>refused gone 408 HeadTimeout"), log.lines());
    }

    @Test
    void aConnectionThatEndsWithoutARequestIsCountedAndNotWritten() {
        journal.gone(false);
        assertEquals(List.of(), log.lines());
        assertEquals(1, counters.of(Count.GONE));
    }

    /** As an error of usher does, or an app that takes no connection with unread octets. */
    @Test
    void aConnectionThatIsDroppedWithItsRequestIsNotCountedAsOneWithout() {
        journal.gone(true);
        assertEquals(0, counters.of(Count.GONE));
        assertEquals(1, counters.of(Count.DROPPED));
    }

    @Test
    void octetsOfTheNetworkCannotBeginALineOfTheirOwn() {
        journal.refused(request(CLIENT, null), Refusal.BAD_HOST, "a\n<0>forged\u001b[31m");
        assertEquals(List.of("<6>refused 192.0.2.1:4711 400 BadHost: a\\x0a<0>forged\\x1b[31m"), log.lines());
        assertTrue(log.lastFields().contains("USHER_DETAIL=a\\x0a<0>forged\\x1b[31m"));
    }

    @Test
    void aFloodOfOneReasonIsCountedAndNotWritten() {
        for (int i = 0; i < 100_000; i++) {
            journal.refused(request(CLIENT, null), Refusal.BAD_REQUEST, "");
        }
        journal.refused(request(CLIENT, null), Refusal.UNKNOWN_HOST, "");
        assertEquals(11, log.lines().size());
        assertEquals(100_000, counters.refused(Refusal.BAD_REQUEST));

        nowNanos += TimeUnit.SECONDS.toNanos(1);
        journal.refused(request(CLIENT, null), Refusal.BAD_REQUEST, "");
        assertEquals(
                "<6>refused 192.0.2.1:4711 400 BadRequest (and 99990 like it that were not logged)",
                log.lines().get(11));
        assertTrue(log.lastFields().contains("USHER_SUPPRESSED=99990"));
    }

    @Test
    void parkedConnectionsAreALineAndLostOnesAWarning() {
        journal.parked(1, 0, "");
        journal.takenUp(8_192, 0, "");
        journal.parked(500, 100, "would block (EAGAIN)");
        assertEquals(
                List.of(
                        "<6>parked 1 open connection for the next dispatcher",
                        "<6>took up 8192 open connections from the dispatcher before",
                        "<4>parked 500 open connections for the next dispatcher and closed 100: would block (EAGAIN)"),
                log.lines());
    }

    @Test
    void whatWasHandedBackInVainIsAWarningWithTheUid() {
        journal.badReturn("not a TCP socket", 1000);
        assertEquals(List.of("<4>closed what uid 1000 handed back: not a TCP socket"), log.lines());
        assertTrue(log.lastFields().containsAll(List.of("USHER_SENDER_UID=1000", "USHER_DETAIL=not a TCP socket")));
        assertEquals(1, counters.of(Count.BAD_RETURN));
    }

    @Test
    void aProblemNamesFileLineAndRemedy() {
        journal.found(new Problem(
                "bad-prefix",
                Problem.Severity.ERROR,
                "wiki.socket",
                "/etc/wiki.conf",
                3,
                "Prefix=wiki is no prefix",
                "Prefix=/wiki/"));
        assertEquals(
                List.of("<3>/etc/wiki.conf:3: Prefix=wiki is no prefix; remedy: Prefix=/wiki/ [bad-prefix]"),
                log.lines());
        assertTrue(log.lastFields()
                .containsAll(List.of(
                        "USHER_PROBLEM=bad-prefix",
                        "USHER_UNIT=wiki.socket",
                        "USHER_FILE=/etc/wiki.conf",
                        "USHER_LINE=3")));
    }

    @Test
    void aProblemWithoutARemedyEndsWithItsId() {
        journal.found(new Problem("root-claim", Problem.Severity.WARNING, null, null, 0, "Name the host.", null));
        assertEquals(List.of("<4>Name the host. [root-claim]"), log.lines());
    }

    @Test
    void aFaultIsOneEntryWithItsStack() {
        journal.failed("follow systemd: " + Journal.reason(new IllegalStateException("impossible")));
        assertEquals(1, log.lines().size());
        String line = log.lines().get(0);
        assertTrue(line.startsWith("<3>follow systemd: java.lang.IllegalStateException: impossible"), line);
        assertTrue(line.contains("at org.usher.journal.JournalTest.aFaultIsOneEntryWithItsStack("), line);
    }

    /** Returns the route of wiki.socket to {@code prefix}. */
    static Route route(String prefix) {
        try {
            App app = new App(
                    "wiki.socket",
                    App.serviceOf("wiki.socket"),
                    null,
                    Path.of("/wiki"),
                    null,
                    Duration.ofSeconds(1),
                    1,
                    true,
                    false);
            return new Route(new Claim(PrefixReader.parse(prefix), app, Path.of("/wiki.socket"), 1));
        } catch (PrefixException wrong) {
            throw new AssertionError(wrong);
        }
    }
}
