package org.usher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.command.UnitDirectory;

/** The launcher that is shipped, with a JVM that runs the classes of this build. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../packaging/launchers/usherctl");

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void namesWithLettersBeyondAsciiAreFoundAndPrintedInEveryLocale() throws Exception {
        Path units = Files.createDirectory(directory.resolve("units"));
        new UnitDirectory(units)
                .with("wiki.socket.d/grün.conf", "[X-HTTP]\nPrefix=wiki/\n")
                .withApp("wiki", "/wiki/");
        for (String locale : new String[] {"C", "POSIX", "C.UTF-8"}) {
            String printed = run(locale, "usherctl check " + units + "/wiki.socket.d/grün.conf");
            assertTrue(printed.contains("/wiki.socket.d/grün.conf:2: error"), printed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usherctl explain --unit-path übung /wiki/",
                "usherctl explain --unit-path=übung /wiki/",
                "cd übung; usherctl explain --unit-path . /wiki/",
                "usherctl check übung",
                "cd übung; usherctl check ."
            })
    void directoryWithLettersBeyondAsciiIsReadInThePlainLocale(String script) throws Exception {
        new UnitDirectory(Files.createDirectory(directory.resolve("übung"))).withApp("wiki", "/wiki/");
        String printed = run("C", "cd " + directory + "; " + script);
        assertTrue(printed.contains(script.contains("explain") ? "wiki.socket" : "1 unit, 1 prefix: "), printed);
    }

    /** Runs a shell script, whose octets the shell passes on as they are, whatever this JVM's own locale makes of them. */
    private String run(String locale, String script) throws IOException, InterruptedException {
        String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path java = Files.createDirectories(directory.resolve("jvm/bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                while [ "$1" != org.usher.cli.UsherCtl ]; do shift; done
                exec '%s' -cp '%s' "$@"
                """
                        .formatted(real, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(
                directory.resolve("script"),
                "usherctl() { sh " + LAUNCHER.toAbsolutePath() + " \"$@\"; }\n" + script + "\n");
        ProcessBuilder shell = new ProcessBuilder("sh", file.toString());
        shell.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        shell.environment().putAll(Map.of("LC_ALL", locale, "JAVA_HOME", directory.resolve("jvm") + ""));
        Process process = shell.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return printed;
    }
}
