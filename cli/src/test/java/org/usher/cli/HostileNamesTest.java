package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.command.Console;
import org.usher.command.ControlSocket;
import org.usher.command.UnitDirectory;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.FixedInspection;
import org.usher.report.RouteReport;

/** Names of files and units that hold an escape sequence, a line feed and a C1 control character. */
class HostileNamesTest {
    private static final String NAME = "a\u001b[31m\n\u009b";

    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Console console = new Console();

    private static FixedInspection hostile() {
        return new FixedInspection(
                List.of(new RouteReport("/a/", NAME, "handoff", "/" + NAME, "routed", 0, 0, "/" + NAME, 1)),
                List.of(new Problem(NAME, Problem.Severity.ERROR, NAME, "/" + NAME, 1, NAME, NAME)),
                new Explanation(
                        Explanation.ROUTE,
                        null,
                        NAME,
                        NAME,
                        "/a/",
                        "weak",
                        "routed",
                        List.of(new Explanation.Step("claim", "wins", NAME, NAME, 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes", "problems", "status", "explain /a\u001b", "metrics", "cat x\u001b"})
    void dispatcherThatNamesThemPrintsNoControlCharacter(String line) throws IOException {
        for (String json : List.of("", " --json=short", " --json=pretty")) {
            if (json.isEmpty() || !line.equals("metrics")) {
                try (ControlSocket socket = new ControlSocket(hostile())) {
                    UsherCtl.execute(console.environment(socket.path()), (line + json).split(" "));
                }
            }
        }
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check DIR",
                "cat --unit-path DIR NAME",
                "explain --unit-path DIR /a/",
                "check DIR/NAME",
                "reservations --reservations DIR/reservations.d"
            })
    void filesThatAreCalledSoPrintNoControlCharacter(String line) throws IOException {
        new UnitDirectory(directory)
                .withApp(NAME, "/a/ b/")
                .with("reservations.d/" + NAME + ".conf", "[Reservation]\nPrefix=/b/ c\u001b/\nUnit=x\u001b.socket\n");
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("DIR", directory.toString()).replace("NAME", NAME + ".socket");
        }
        UsherCtl.execute(console.environment(Path.of("/nowhere")), words);
        assertFalse((console.out() + console.err()).isEmpty());
        assertClean();
    }

    private void assertClean() {
        String printed = console.out() + console.err();
        assertFalse(printed.isEmpty());
        assertTrue(printed.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), () -> "printed: " + printed);
    }
}
