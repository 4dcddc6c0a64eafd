package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers of a staged install, run where they lie with a JVM that only prints its process id and its options. */
final class LaunchersTest {
    private static final Path LIBRARY = Stage.DIRECTORY.resolve("usr/lib/usher");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path directory;

    @BeforeEach
    void writeJvmThatPrintsItsOptions() throws IOException {
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho $$\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/usher/dispatcher",
                "usr/lib/usher/usher-relay",
                "usr/lib/usher/usher-static",
                "usr/bin/usherctl",
                "usr/share/usher/examples/hello"
            })
    void everyJarOnAClassPathIsInstalled(String launcher) throws IOException {
        for (Path jar : classPath(options(Stage.DIRECTORY.resolve(launcher)))) {
            assertTrue(Files.isRegularFile(jar), jar::toString);
        }
    }

    @Test
    void everyInstalledJarIsOnTheClassPathOfUsherctlOrAnotherProgram() throws IOException {
        TreeSet<Path> used = new TreeSet<>(classPath(options(Stage.DIRECTORY.resolve("usr/bin/usherctl"))));
        used.addAll(classPath(options(LIBRARY.resolve("usher-relay"))));
        used.addAll(classPath(options(LIBRARY.resolve("usher-static"))));
        try (Stream<Path> installed = Files.walk(LIBRARY)) {
            assertEquals(
                    new TreeSet<>(installed
                            .filter(file -> file.toString().endsWith(".jar"))
                            .toList()),
                    used);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/usher/dispatcher",
                "usr/lib/usher/usher-relay",
                "usr/lib/usher/usher-static",
                "usr/bin/usherctl"
            })
    void launcherFindsItsJarsThroughSymbolicLinks(String launcher) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Stage.DIRECTORY.resolve(launcher));
        Path linkToLink = Files.createSymbolicLink(directory.resolve("link-to-link"), link);
        assertEquals(classPath(options(Stage.DIRECTORY.resolve(launcher))), classPath(options(linkToLink)));
        Files.delete(linkToLink); // or JUnit warns that they lead out of its directory
        Files.delete(link);
    }

    @Test
    void dispatcherNamesNoClassArchiveThatIsNotThere() throws IOException {
        Path archive = directory.resolve("dispatcher.jsa");
        assertTrue(options(dispatcher()).contains("-XX:ArchiveClassesAtExit=" + archive));
        Files.writeString(archive, "");
        assertTrue(options(dispatcher()).contains("-XX:SharedArchiveFile=" + archive));
    }

    @Test
    void dispatcherBecomesTheJvmWithoutAnotherProcess() throws IOException {
        List<String> printed =
                run(List.of("sh", "-c", "echo $$; exec \"$0\"", dispatcher().toString()));
        assertEquals(printed.get(0), printed.get(1));
    }

    private static Path dispatcher() {
        return LIBRARY.resolve("dispatcher");
    }

    private List<String> options(Path launcher) throws IOException {
        return run(List.of(launcher.toString()));
    }

    private List<String> run(List<String> command) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("JAVA_HOME", directory.resolve("jdk").toString());
        environment.put("CACHE_DIRECTORY", directory.toString());
        return Command.run(environment, command).succeeded().lines().toList();
    }

    private static List<Path> classPath(List<String> options) {
        String jars = options.get(options.indexOf("-cp") + 1);
        return Arrays.stream(jars.split(":"))
                .map(jar -> Path.of(jar).normalize())
                .toList();
    }
}
