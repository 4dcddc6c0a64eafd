package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sd-activation by itself, with the jars that Maven gives to an app that depends on it, and nothing else. */
@Tag("jvm")
final class LibraryTest {
    private static final long OCTETS_MAX = 1_500_000;
    private static final String JAVA = System.getProperty("usher.jdk", System.getProperty("java.home")) + "/bin/java";
    private static final List<String> SERVED = List.of("READY=1", "accepted", "handed over, 35 octets");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path directory;

    @Test
    void anAppGetsTwoJarsBesideTheLibrary() throws IOException {
        List<Path> jars = jars();
        long octets = 0;
        for (Path jar : jars) {
            octets += Files.size(jar);
        }
        assertEquals(
                List.of("jffi", "jffi-native", "sd-activation"),
                jars.stream()
                        .map(jar -> jar.getFileName().toString().replaceAll("-[0-9.]+[0-9]|\\.jar$", ""))
                        .sorted()
                        .toList());
        assertTrue(octets < OCTETS_MAX, octets + " octets");
    }

    @Test
    void aProgramOnTheClassPathIsActivatedReceivesConnectionsAndNotifies() throws IOException {
        compile("--class-path", classPath(jars()), "example/Main.java");
        assertServes(
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                directory + File.pathSeparator + classPath(jars()),
                "example.Main");
    }

    @Test
    void aProgramOfModulesIsActivatedReceivesConnectionsAndNotifies() throws IOException {
        compile("--module-path", classPath(jars()), "module-info.java", "example/Main.java");
        assertServes(
                "--add-opens=java.base/sun.nio.ch=org.usher.activation",
                "--enable-native-access=org.jnrproject.jffi",
                "--module-path",
                directory + File.pathSeparator + classPath(jars()),
                "--module",
                "example/example.Main");
    }

    @Test
    void theModuleSaysWhatItNeedsAndWhatItOffers() throws IOException {
        List<String> description = Command.run(
                        JAVA, "--module-path", classPath(jars()), "--describe-module", "org.usher.activation")
                .succeeded()
                .lines()
                .map(line -> line.replaceAll(" (automatic|static|transitive)", ""))
                .filter(line -> line.matches("(requires|exports|contains) (?!java\\.base).*"))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "exports org.usher.activation",
                        "exports org.usher.handoff",
                        "exports org.usher.notify",
                        "exports org.usher.posix",
                        "requires org.jnrproject.jffi",
                        "requires org.jspecify",
                        "requires org.newsclub.net.unix"),
                description);
    }

    @Test
    void aModuleForWhichTheJdkIsClosedIsToldWhatToWrite() throws IOException {
        compile("--module-path", classPath(jars()), "module-info.java", "example/Main.java");
        Outcome outcome = activate(
                "--enable-native-access=org.jnrproject.jffi",
                "--module-path",
                directory + File.pathSeparator + classPath(jars()),
                "--module",
                "example/example.Main");
        assertTrue(
                outcome.err()
                        .contains("write --add-opens=java.base/sun.nio.ch=org.usher.activation behind java in"
                                + " ExecStart= of the .service unit\n"),
                outcome.err());
    }

    private void assertServes(String... options) throws IOException {
        Outcome outcome = activate(options);
        assertEquals(SERVED, outcome.out().lines().toList(), outcome::toString);
        assertEquals("", outcome.err());
        assertEquals(0, outcome.status());
    }

    private Outcome activate(String... options) throws IOException {
        Path harness = copy("activate.py");
        List<String> command = new ArrayList<>(
                List.of("python3", harness.toString(), directory.toString(), Messages.HEADER, JAVA, "-Xmx64m"));
        command.addAll(List.of(options));
        return Command.run(command.toArray(String[]::new));
    }

    /** Compiles sources of the program into the directory. */
    private void compile(String path, String jars, String... sources) throws IOException {
        List<String> words = new ArrayList<>(List.of("--release", "17", "-Xlint:all,-path", "-Werror", path, jars));
        words.addAll(List.of("-d", directory.toString()));
        for (String source : sources) {
            words.add(copy("library/" + source).toString());
        }
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, words.toArray(String[]::new)));
    }

    private Path copy(String resource) throws IOException {
        Path file = directory.resolve(resource);
        Files.createDirectories(file.getParent());
        try (InputStream octets = LibraryTest.class.getResourceAsStream(resource)) {
            return Files.write(file, octets.readAllBytes());
        }
    }

    /** The library and what it brings, as Maven resolves it for the hello example. */
    private static List<Path> jars() throws IOException {
        String found = Files.readString(Stage.PROJECT.resolve("unit-templates/target/class-path"));
        return Stream.of(found.strip().split(File.pathSeparator)).map(Path::of).toList();
    }

    private static String classPath(List<Path> jars) {
        return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
    }
}
