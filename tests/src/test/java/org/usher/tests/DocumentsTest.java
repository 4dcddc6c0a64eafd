package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of the project: their links lead somewhere, and they stay short. */
class DocumentsTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("usher.project")).toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    /** Two capitals at least, so that no word of the text is taken for a type. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+[A-Z][A-Za-z]*)`");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT, 5)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(PROJECT::relativize)
                    .filter(file -> !file.toString().matches(".*(^|/)(target|\\..*)/.*"))
                    .toList();
        }
    }

    @Test
    void thereAreDocuments() throws IOException {
        assertTrue(documents().containsAll(List.of(Path.of("README.md"), Path.of("sd-activation/PROTOCOL.md"))));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(String.join("\n", prose(PROJECT.resolve(document))));
        while (link.find()) {
            String target = link.group(1);
            if (!target.startsWith("https://") && !leadsSomewhere(PROJECT.resolve(document), target)) {
                dead.add(target);
            }
        }
        assertEquals(List.of(), dead);
    }

    @ParameterizedTest
    @CsvSource({"README.md, 130", "dispatcher/README.md, 120"})
    void documentIsShort(String document, int linesMax) throws IOException {
        int lines = Files.readAllLines(PROJECT.resolve(document)).size();
        assertTrue(lines <= linesMax, document + " has " + lines + " lines");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTypeThatIsNamedExists(Path document) throws IOException {
        Set<String> missing = new TreeSet<>();
        if (document.startsWith("dispatcher") || document.startsWith("cli")) {
            Matcher name = TYPE.matcher(Files.readString(PROJECT.resolve(document)));
            while (name.find()) {
                missing.add(name.group(1));
            }
            missing.removeAll(types());
        }
        assertEquals(Set.of(), missing);
    }

    /** What an adapter asks an app for is at most five lines, and they stand in an app or a test that runs. */
    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat", "netty", "httpserver"})
    void everyAdapterTakesFewLinesAndTheyRun(String adapter) throws IOException {
        Path module = PROJECT.resolve("sd-activation").resolve(adapter);
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(module.resolve("README.md")));
        assertTrue(block.find(), adapter);
        do {
            List<String> shown = block.group(1)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("…"))
                    .toList();
            assertTrue(shown.size() <= 5, block.group(1));
            try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                assertTrue(files.anyMatch(file -> hasInOrder(file, shown)), block.group(1));
            }
        } while (block.find());
    }

    private static boolean hasInOrder(Path file, List<String> shown) {
        if (!file.toString().endsWith(".java")) {
            return false;
        }
        try {
            Iterator<String> left = shown.iterator();
            String awaited = left.next();
            for (String line : Files.readAllLines(file)) {
                if (line.strip().equals(awaited)) {
                    if (!left.hasNext()) {
                        return true;
                    }
                    awaited = left.next();
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all source files. */
    private static Set<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean leadsSomewhere(Path document, String target) throws IOException {
        int hash = target.indexOf('#');
        String name = hash < 0 ? target : target.substring(0, hash);
        Path file = name.isEmpty() ? document : document.resolveSibling(name).normalize();
        return Files.exists(file) && (hash < 0 || anchors(file).contains(target.substring(hash + 1)));
    }

    /** The anchors that a document's headings get where it is shown. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : prose(document)) {
            if (line.startsWith("#")) {
                String heading = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
                anchors.add(heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
            }
        }
        return anchors;
    }

    /** The lines of a document that are not in a block of code. */
    private static List<String> prose(Path document) throws IOException {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(document)) {
            if (line.stripLeading().startsWith("```")) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose;
    }
}
