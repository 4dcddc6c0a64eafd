package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The table of servers in {@code unit-templates/relay/README.md}, which the tests that show them write: each notes what has
 * held, and a class compares its notes with its rows when its last test has ended. The rows are written to
 * {@code tests/target/servers}, to be copied.
 */
final class ServersShown {
    private static final Path PAGE = Stage.PROJECT.resolve("unit-templates/relay/README.md");
    /** A package of Debian and the beginning of its version. */
    private static final Pattern PACKAGE = Pattern.compile("([a-z][a-z0-9.+-]+) (\\d[0-9.]*)");

    private static final Map<Class<?>, Map<String, Set<String>>> NOTES = new ConcurrentHashMap<>();

    private ServersShown() {}

    /**
     * Takes note that something holds of a server.
     *
     * @param packages what of Debian's it is, each with the beginning of its version
     * @param listens on what it listens
     */
    static void note(Class<?> test, String server, String packages, String listens, String what) {
        NOTES.computeIfAbsent(test, any -> new TreeMap<>())
                .computeIfAbsent("| " + server + " | " + packages + " | " + listens + " | ", any -> new TreeSet<>())
                .add(what);
    }

    /** Compares the rows of {@code test}; a run of single methods notes less than the page says, and is let pass. */
    static void compare(Class<?> test, Container container) throws IOException {
        String end = " | `" + test.getSimpleName() + "` |";
        List<String> rows = NOTES.getOrDefault(test, Map.of()).entrySet().stream()
                .map(row -> row.getKey() + String.join(", ", row.getValue()) + end)
                .toList();
        Path written = Files.createDirectories(Stage.PROJECT.resolve("tests/target/servers"));
        Files.write(written.resolve(test.getSimpleName() + ".md"), rows);
        for (String row : rows) {
            for (MatchResult named : PACKAGE.matcher(row).results().toList()) {
                assertInstalled(named.group(1), named.group(2), container);
            }
        }
        if (!System.getProperty("test", "").contains("#")) {
            assertEquals(
                    String.join("\n", rows),
                    String.join(
                            "\n",
                            Files.readAllLines(PAGE).stream()
                                    .filter(line -> line.endsWith(end))
                                    .toList()),
                    PAGE + " is to say what was shown");
        }
    }

    private static void assertInstalled(String name, String version, Container container) throws IOException {
        String installed = container
                .run("dpkg-query", "--show", "--showformat=${source:Upstream-Version}", name)
                .succeeded();
        assertTrue((installed + ".").startsWith(version + "."), name + " is " + installed + ", not " + version);
    }
}
