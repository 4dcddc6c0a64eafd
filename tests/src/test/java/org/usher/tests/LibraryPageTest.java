package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of sd-activation from main() to {@code systemctl enable --now}, walked to its end as it stands. */
@SystemTest
final class LibraryPageTest {
    private static final Path DIRECTORY = Stage.PROJECT.resolve("tests/target/page");
    private static final Path REPOSITORY = DIRECTORY.resolve("repository");
    private static final Path HELLO = DIRECTORY.resolve("hello");

    /** A build may have to share the processors with others. */
    private static final int BUILD_SECONDS_MAX = 240;

    private final Container container;

    LibraryPageTest(Container container) {
        this.container = container;
    }

    @Test
    void aReaderWhoPastesItHasARunningDaemon() throws IOException {
        Page page = Page.read();
        copyRepository();
        Files.createDirectories(HELLO.resolve("src/main/java"));
        Files.writeString(HELLO.resolve("src/main/java/Main.java"), page.block("java", "// src/main/java/Main.java"));
        Files.writeString(HELLO.resolve("pom.xml"), page.block("xml", "<!-- pom.xml -->"));
        paste(Stage.PROJECT, page.block("sh", "mvn -q install"));
        paste(HELLO, page.block("sh", "mvn -q package"));
        assertEquals(
                List.of("hello.jar", "jffi-1.4.3-native.jar", "jffi-1.4.3.jar", "sd-activation-0.1.0.jar"),
                names(HELLO.resolve("target"), ".jar"));

        Command.run("cp", "-a", HELLO.toString(), container.path("/root").toString())
                .succeeded();
        String answer = container
                .sh("cd /root/hello\n" + page.block("sh", "install -D"))
                .succeeded();
        assertTrue(answer.matches("Hello, /127.0.0.1:[0-9]+\n"), answer);
        container.awaitProperty("hello.service", "StatusText", "listening on /[0:0:0:0:0:0:0:0]:8080");
        assertEquals(
                "enabled", container.systemctl("is-enabled", "hello.socket").strip());
        container.systemctl("stop", "hello.service");
        assertEquals("success", container.property("hello.service", "Result"));
    }

    @Test
    void theLibraryIsInstalledWithItsSourcesAndItsDocumentation() throws IOException {
        copyRepository();
        paste(Stage.PROJECT, Page.read().block("sh", "mvn -q install")); // a warning of javadoc would end it
        List<String> installed = names(REPOSITORY.resolve("org/usher/sd-activation/0.1.0"), ".jar");
        assertTrue(
                installed.containsAll(List.of(
                        "sd-activation-0.1.0.jar",
                        "sd-activation-0.1.0-sources.jar",
                        "sd-activation-0.1.0-javadoc.jar")),
                installed::toString);
    }

    /** A repository for what the page installs: that of this user, whose own stays as it is. */
    private static void copyRepository() throws IOException {
        if (!Files.exists(REPOSITORY)) {
            Files.createDirectories(DIRECTORY);
            String own = System.getProperty("user.home") + "/.m2/repository";
            Command.run("cp", "-a", "--link", own, REPOSITORY.toString()).succeeded();
        }
    }

    private static void paste(Path directory, String commands) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MAVEN_OPTS", "-Xshare:auto -Dmaven.repo.local=" + REPOSITORY);
        Command.run(environment, List.of("sh", "-euc", "cd '" + directory + "'\n" + commands), BUILD_SECONDS_MAX)
                .succeeded();
    }

    private static List<String> names(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    /** The blocks of the section. */
    private record Page(String section) {
        static Page read() throws IOException {
            String page = Files.readString(Stage.PROJECT.resolve("sd-activation/README.md"));
            int begin = page.indexOf("\n## From main()");
            return new Page(page.substring(begin, page.indexOf("\n## ", begin + 1)));
        }

        String block(String language, String beginning) {
            return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
                    .matcher(section)
                    .results()
                    .map(found -> found.group(1))
                    .filter(block -> block.startsWith(beginning))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no block begins with " + beginning));
        }
    }
}
