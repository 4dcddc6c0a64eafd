package org.usher.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command on this machine, run to its end, which comes after 60 s at the latest, or when its caller says. */
final class Command {
    private static final int SECONDS_MAX = 60;

    private Command() {}

    static Outcome run(String... words) throws IOException {
        return run(System.getenv(), List.of(words));
    }

    /** The environment is exactly the one given. */
    static Outcome run(Map<String, String> environment, List<String> words) throws IOException {
        return run(environment, words, SECONDS_MAX);
    }

    static Outcome run(Map<String, String> environment, List<String> words, int secondsMax) throws IOException {
        List<String> bounded = new ArrayList<>(List.of("timeout", "--kill-after=5", Integer.toString(secondsMax)));
        bounded.addAll(words);
        Path err = Files.createTempFile("usher-tests", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(bounded).redirectError(err.toFile());
            builder.environment().keySet().retainAll(environment.keySet());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(String.join(" ", words), process.waitFor(), out, Files.readString(err));
        } catch (InterruptedException e) {
            throw new IOException("interrupted while running " + words, e);
        } finally {
            Files.delete(err);
        }
    }
}
