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
        assertEquals(
                "usherctl cat: name UNIT: The name of a socket unit, as usherctl routes lists it; .socket may be left out."
                        + " (usherctl cat --help)\n",
                console.err());
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
        assertEquals(
                "usherctl probe: 127.0.0.1 port 1: Connection refused: start usher, or name its port\n", console.err());
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
                "state":null,"why":[{"step":"answer","rule":null,"text":"No app claims /x of wiki.example.","file":null,"line":0}]}
                """,
                console.out());
    }

    @Test
    void dispatcherIsTheOneThatTheEnvironmentNames() {
        assertEquals("/opt/dispatcher", UsherCtl.dispatcher(Map.of("USHER_DISPATCHER", "/opt/dispatcher")));
    }

    @Test
    void dispatcherIsOtherwiseTheOneBesideOurJar() {
        assertEquals(Path.of("target/dispatcher").toAbsolutePath().toString(), UsherCtl.dispatcher(Map.of()));
    }
}
