package org.usher.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page are Java that compiles with the library: a whole class, statements, and a method. */
class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java\n(.*?)^```");

    /** What examples may use without saying where it comes from. */
    private static final String OF_THE_READER =
            """
            import java.io.IOException;
            import java.time.Duration;
            import java.util.concurrent.*;
            import org.usher.activation.*;
            import org.usher.handoff.*;
            import org.usher.notify.*;
            abstract class Reader {
                ScheduledExecutorService timer;
                Executor workers;
                int fd;
                abstract void reload();
                abstract void log(String line);
                abstract void answer(HandedConnection connection, byte[] head) throws IOException;
            """;

    @Test
    void everyExampleCompiles(@TempDir Path classes) throws IOException {
        StringBuilder members = new StringBuilder(OF_THE_READER);
        List<JavaFileObject> sources = new ArrayList<>();
        int statements = 0;
        for (String example : examples()) {
            if (example.startsWith("// src/main/java/Main.java")) {
                sources.add(source("Main", example));
            } else if (example.startsWith("void ")) {
                members.append(example);
            } else if (!example.startsWith("module ")) {
                members.append("void statements%d() throws Exception {\n%s}\n".formatted(statements++, example));
            }
        }
        assertEquals(2, statements);
        sources.add(source("Reader", members + "}\n"));
        assertEquals(List.of(), errors(sources, classes));
    }

    private static List<String> examples() throws IOException {
        try (Stream<MatchResult> found =
                EXAMPLE.matcher(Files.readString(Path.of("README.md"))).results()) {
            return found.map(example -> example.group(1)).toList();
        }
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static List<String> errors(List<JavaFileObject> sources, Path classes) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-d", classes.toString());
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, sources)
                .call();
        return found.getDiagnostics().stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .toList();
    }
}
