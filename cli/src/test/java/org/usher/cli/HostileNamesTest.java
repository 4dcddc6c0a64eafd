package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.usher.command.Console;
import org.usher.command.ControlSocket;
import org.usher.command.OwnAddress;
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

    static final List<String> LIVE = List.of(
            "routes",
            "problems",
            "reservations",
            "status",
            "explain /a\u001b",
            "metrics",
            "cat x\u001b",
            "reload",
            "probe /a --other ftp://\u001b");

    static final List<String> OFFLINE = List.of(
            "check DIR",
            "cat --unit-path DIR NAME",
            "explain --unit-path DIR /a/",
            "check DIR/NAME",
            "reservations --reservations DIR/reservations.d",
            "reserve /a/ --unit x.socket --file NAME",
            "unreserve /b/",
            "maintenance NAME on",
            "maintenance docs.socket on --page DIR/NAME",
            "cat NAME NAME",
            "check --json=NAME",
            "explain --NAME",
            "NAME");

    @ParameterizedTest
    @FieldSource("LIVE")
    void dispatcherThatNamesThemPrintsNoControlCharacter(String line) throws IOException {
        for (String json : List.of("", " --json=short", " --json=pretty")) {
            if (json.isEmpty() || !line.matches("metrics|reload")) {
                try (ControlSocket socket = new ControlSocket(hostile().failingToReload(NAME))) {
                    UsherCtl.execute(console.environment(socket.path()), (line + json).split(" "));
                }
            }
        }
        assertClean();
    }

    @ParameterizedTest
    @FieldSource("OFFLINE")
    void filesThatAreCalledSoPrintNoControlCharacter(String line) throws IOException {
        new UnitDirectory(directory)
                .withApp(NAME, "/a/ b/")
                .withApp("docs", "/docs/")
                .with("reservations.d/" + NAME + ".conf", "[Reservation]\nPrefix=/b/ c\u001b/\nUnit=x\u001b.socket\n");
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("DIR", directory.toString()).replace("NAME", NAME + ".socket");
        }
        Map<String, String> here =
                Map.of("SYSTEMD_UNIT_PATH", directory.toString(), "USHER_RESERVATIONS", directory + "/reservations.d");
        UsherCtl.execute(console.environment(Path.of("/nowhere"), here), words);
        assertClean();
    }

    /** It prints what programs write, too. */
    @Test
    void runPrintsNoControlCharacter() throws Exception {
        new UnitDirectory(directory)
                .withApp("wiki", "/a\u001b/ /b/")
                .with("wiki.socket.d/10.conf", "[Socket]\nListenDatagram=\nListenDatagram=/run/\u001b[31m.sock\n");
        Path program = Files.writeString(
                directory.resolve("dispatcher"), "#!/bin/sh\nprintf '\\033[31m\\n'\nexec sleep 100\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder usherctl = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UsherCtl.class.getName(),
                "run",
                directory.toString(),
                "--listen",
                OwnAddress.next());
        usherctl.environment().put("USHER_DISPATCHER", program.toString());
        Process process = usherctl.redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith("usher.service | ")) {
                    process.toHandle().destroy(); // its output can still be read
                }
            }
        }
        process.waitFor();
        assertTrue(printed.toString().contains("usher.service | \\x1b[31m\n"), printed::toString);
        assertTrue(printed.toString().contains("\\x1b"), printed::toString);
        assertClean(printed.toString());
    }

    @Test
    void everyCommandIsTried() {
        Set<String> tried = new TreeSet<>(Set.of("run", "help"));
        Stream.concat(LIVE.stream(), OFFLINE.stream()).forEach(line -> tried.add(line.replaceFirst(" .*", "")));
        Set<String> commands = UsherCtl.commandLine(console.environment(Path.of("/nowhere")))
                .getSubcommands()
                .keySet();
        assertTrue(tried.containsAll(commands), () -> commands + " are not all among " + tried);
    }

    private void assertClean() {
        assertClean(console.out() + console.err());
    }

    private static void assertClean(String printed) {
        assertFalse(printed.isEmpty());
        assertTrue(printed.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), () -> "printed: " + printed);
    }
}
