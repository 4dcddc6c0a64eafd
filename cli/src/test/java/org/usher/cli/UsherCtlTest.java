package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.command.Console;
import org.usher.command.ControlSocket;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.FixedInspection;
import picocli.CommandLine;

/** The commands as somebody types them, against a dispatcher that always answers the same. */
class UsherCtlTest {
    private static final Path NOWHERE = Path.of("/nowhere/control");

    private final Console console = new Console();

    static Set<String> commands() {
        return UsherCtl.commandLine(new Console().environment(NOWHERE))
                .getSubcommands()
                .keySet();
    }

    private int run(FixedInspection dispatcher, String line) throws IOException {
        try (ControlSocket socket = new ControlSocket(dispatcher)) {
            return UsherCtl.execute(console.environment(socket.path()), line.split(" "));
        }
    }

    private int runAlone(String... arguments) {
        return UsherCtl.execute(console.environment(NOWHERE), arguments);
    }

    private static FixedInspection dispatcher(Explanation explanation, Problem... problems) {
        return new FixedInspection(List.of(FixedInspection.WIKI, FixedInspection.BLOG), List.of(problems), explanation);
    }

    @Test
    void tableHasTheseCommands() {
        assertEquals(
                Set.of(
                        "status",
                        "routes",
                        "problems",
                        "reservations",
                        "metrics",
                        "explain",
                        "probe",
                        "cat",
                        "check",
                        "reload",
                        "reserve",
                        "unreserve",
                        "maintenance",
                        "run"),
                commands());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        assertEquals(0, runAlone(command, "--help"));
        assertTrue(console.out().startsWith("Usage: usherctl " + command), console.out());
        assertEquals("", console.err());
    }

    @Test
    void helpMayStandInFront() {
        assertEquals(0, runAlone("help", "cat"));
        assertTrue(console.out().startsWith("Usage: usherctl cat"), console.out());
        assertEquals(0, runAlone("help"));
        assertTrue(console.out().contains("Usage: usherctl [-hV] COMMAND"), console.out());
    }

    @Test
    void wrongUsageIsSaidInOneLine() {
        assertEquals(2, runAlone("cat"));
        assertEquals("usherctl cat: Missing required parameter: 'UNIT' (usherctl cat --help)\n", console.err());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionOfACommandIsDescribed(String command) {
        CommandLine table = UsherCtl.commandLine(console.environment(NOWHERE));
        for (var option : table.getSubcommands().get(command).getCommandSpec().options()) {
            assertTrue(option.description().length > 0, command + " " + option.longestName());
        }
    }

    @Test
    void helpNamesEveryCommandExitCodeAndVariable() {
        assertEquals(0, runAlone("--help"));
        for (String command : commands()) {
            assertTrue(console.out().contains("\n  " + command + " "), command);
        }
        for (String word : List.of(
                "  0   ",
                "  1   ",
                "  2   ",
                "  3   ",
                "  4   ",
                "USHER_CONTROL",
                "USHER_DISPATCHER",
                "USHER_RESERVATIONS")) {
            assertTrue(console.out().contains(word), word);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "no-such-command",
        "routes extra",
        "routes --json=yaml",
        "explain",
        "cat",
        "explain ftp://localhost/",
        "explain --unit-path /nowhere /wiki/",
        "cat",
        "cat --unit-path /nowhere wiki",
        "probe",
        "probe wiki",
        "probe https://localhost/",
        "probe http://localhost:0/",
        "probe http://localhost:1/a --other http://localhost:2/b",
        "check /nowhere/wiki.socket",
        "reservations --reservations /nowhere",
        "check --reservations /nowhere",
        "explain --reservations / /wiki/",
        "reserve",
        "reserve /wiki/",
        "reserve wiki --unit wiki.socket",
        "reserve /wiki/ --unit wiki.service",
        "reserve /wiki/ --unit wiki.socket --file a/b",
        "unreserve",
        "maintenance wiki.socket",
        "maintenance wiki.socket maybe",
        "unreserve wiki",
        "run",
        "run --reservations /nowhere /",
        "run /nowhere",
        "run --listen 8080 /",
        "run --listen 127.0.0.1:8080 --listen 127.0.0.1:8081 /"
    })
    void argumentsThatMakeNoSenseExitWith2(String line) {
        assertEquals(2, line.isEmpty() ? runAlone() : runAlone(line.split(" ")));
        assertEquals("", console.out());
        assertTrue(!console.err().isBlank() && !console.err().contains("Exception"), console.err());
    }

    @ParameterizedTest
    @CsvSource({"routes", "status", "problems", "reservations", "metrics", "explain /wiki/", "cat wiki", "reload"})
    void dispatcherThatIsNotThereExitsWith3(String line) {
        String command = line.replaceFirst(" .*", "");
        assertEquals(3, runAlone(line.split(" ")));
        assertTrue(console.err().startsWith("usherctl " + command + ": usher is not running: "), console.err());
    }

    @Test
    void portWithoutListenerExitsWith3() {
        assertEquals(3, runAlone("probe", "http://127.0.0.1:1/"));
        assertEquals("usherctl probe: 127.0.0.1 port 1: Connection refused\n", console.err());
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

    @Test
    void requestThatAnAppGetsExitsWith0() throws IOException {
        assertEquals(0, run(dispatcher(FixedInspection.ROUTED), "explain /wiki/"));
        assertEquals(
                """
                /wiki/
                 Outcome: route
                    Unit: wiki.socket
                 Service: wiki.service
                  Prefix: /wiki/
                Category: weak
                   State: routed
                     Why: It wins. [/etc/wiki.socket:3]
                """,
                console.out());
    }

    @Test
    void requestThatIsRefusedExitsWith1() throws IOException {
        assertEquals(1, run(dispatcher(FixedInspection.UNKNOWN), "explain --json=short /other/"));
        assertEquals(
                """
                {"outcome":"UnknownPath","status":404,"unit":null,"service":null,"prefix":null,"category":null,\
                "state":null,"settled":null,"why":[{"step":"answer","rule":null,"text":"No app has claimed this path.","file":null,"line":0}]}
                """,
                console.out());
    }

    @Test
    void dispatcherIsTheOneThatTheEnvironmentNames() {
        assertEquals(List.of("/opt/dispatcher"), DispatcherProgram.find(Map.of("USHER_DISPATCHER", "/opt/dispatcher")));
    }

    @Test
    void dispatcherOfABuildTreeRunsOnOurClassPath() {
        List<String> words = DispatcherProgram.find(Map.of());
        assertEquals("org.usher.dispatcher.Dispatcher", words.get(words.size() - 1));
        assertTrue(words.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    }
}
