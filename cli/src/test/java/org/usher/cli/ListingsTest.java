package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.command.Console;
import org.usher.command.ControlSocket;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.FixedInspection;

/** What the commands that list something print of a dispatcher that always answers the same. */
class ListingsTest {
    private final Console console = new Console();

    private int run(FixedInspection dispatcher, String line) throws IOException {
        try (ControlSocket socket = new ControlSocket(dispatcher)) {
            return UsherCtl.execute(console.environment(socket.path()), line.split(" "));
        }
    }

    private static FixedInspection dispatcher(Explanation explanation, Problem... problems) {
        return new FixedInspection(List.of(FixedInspection.WIKI, FixedInspection.BLOG), List.of(problems), explanation);
    }

    @Test
    void routesAreATable() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "routes"));
        assertEquals(
                """
                PREFIX           UNIT         MODE     STATE          HANDED  REFUSED  DECLARED
                /wiki/           wiki.socket  handoff  routed         7       0        /etc/wiki.socket:3
                //blog.example/  blog.socket  relay    unsafe-socket  0       12       /etc/b.conf:11

                2 routes listed.
                """,
                console.out());
    }

    @Test
    void reservationsAreATable() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "reservations"));
        assertEquals(
                """
                PREFIX                UNIT        HELD BY     WRITTEN
                http://a.example:80/  a-*.socket  a-x.socket  /etc/usher/a.conf:2
                //b.example/          -           -           /etc/usher/b.conf:3

                2 reservations listed.
                """,
                console.out());
    }

    @Test
    void reservationsAreJsonForPrograms() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "reservations --json=short"));
        assertTrue(
                console.out()
                        .startsWith("[{\"prefix\":\"http://a.example:80/\",\"unit\":\"a-*.socket\","
                                + "\"holder\":\"a-x.socket\",\"file\":\"/etc/usher/a.conf\",\"line\":2},"),
                console.out());
    }

    @Test
    void routesAreJsonForPrograms() throws IOException {
        assertEquals(
                0,
                run(
                        new FixedInspection(List.of(FixedInspection.WIKI), List.of(), FixedInspection.ROUTED),
                        "routes --json=short"));
        assertEquals(
                """
                [{"prefix":"/wiki/","unit":"wiki.socket","mode":"handoff","socket":"/run/usher/apps/wiki.sock",\
                "state":"routed","handed":7,"refused":0,"file":"/etc/wiki.socket","line":3}]
                """,
                console.out());
    }

    @Test
    void optionsOfSystemctlAreUnderstood() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "routes --no-legend --no-pager --json=off"));
        assertTrue(console.out().startsWith("/wiki/"), console.out());
        assertEquals(2, console.out().lines().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"status | In maintenance: wiki.socket", "status --json=short | \"inMaintenance\":[\"wiki.socket\"]"
            })
    void statusListsUnitsInMaintenance(String words, String listed) throws IOException {
        Problem maintenance =
                new Problem("maintenance", Problem.Severity.NOTE, "wiki.socket", null, 0, "It is off.", null);
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED, maintenance, FixedInspection.ERROR), words));
        assertTrue(console.out().contains(listed), console.out());
    }

    @Test
    void statusShowsWhatMatters() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED, FixedInspection.ERROR), "status"));
        assertEquals(
                """
                   Dispatcher: usher 0.1.0, process 42
                      Started: 2026-11-21T00:00:00Z
                   Units read: 2026-11-21T00:00:01Z
                    Listeners: [::]:80
                               127.0.0.1:8080
                       Routes: 2
                     Problems: 1 (usherctl problems)
                Pending heads: 2
                   Handed off: 7
                         Gone: 3 (closed without a request)
                      Dropped: 1 (closed without an answer to a request)
                      Refused: 1 BadHost
                               4 UnknownPath
                """,
                console.out());
    }

    @Test
    void metricsAreWhatPrometheusReads() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "metrics"));
        List<String> lines = console.out().lines().toList();
        assertTrue(
                lines.containsAll(List.of(
                        "usher_handoffs_total{unit=\"wiki.socket\",prefix=\"/wiki/\"} 7",
                        "usher_refusals_by_route_total{unit=\"blog.socket\",prefix=\"//blog.example/\"} 12",
                        "usher_refusals_total{reason=\"UnknownPath\"} 4",
                        "usher_refusals_total{reason=\"Loop\"} 0",
                        "usher_gone_total 3",
                        "usher_dropped_total 1",
                        "usher_bad_returns_total 0",
                        "usher_journal_dropped_total 0",
                        "usher_pending_heads 2",
                        "usher_routes 2",
                        "usher_problems 0",
                        "usher_start_time_seconds 1795219200.000000000",
                        "usher_build_info{version=\"0.1.0\"} 1")),
                console.out());
    }

    @Test
    void problemsHavePlaceSentenceAndRemedy() throws IOException {
        assertEquals(
                1, run(dispatcher(FixedInspection.ROUTED, FixedInspection.NOTE, FixedInspection.ERROR), "problems"));
        assertEquals(
                """
                wiki.socket: note: it is nested [nested-claim]
                /etc/b.conf:9: error: Prefix=blog is no prefix [bad-prefix]
                    Prefix=/blog/

                1 problem, 1 note.
                """,
                console.out());
    }

    @Test
    void notesAloneAreNoProblem() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED, FixedInspection.NOTE), "problems"));
        assertTrue(console.out().endsWith("\n\nNo problems, 1 note.\n"), console.out());
    }
}
