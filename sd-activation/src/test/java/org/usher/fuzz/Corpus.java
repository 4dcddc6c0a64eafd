package org.usher.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The octets that are kept of earlier searches: each led a target where no other did, or found a mistake. */
public final class Corpus {
    private Corpus() {}

    /**
     * All of one target.
     *
     * @throws UncheckedIOException if there is none: a target without a corpus proves nothing
     */
    public static List<byte[]> of(Class<?> target) {
        Path corpus = Path.of("tests", "fuzz", "corpus", target.getSimpleName());
        Path above = Path.of("").toAbsolutePath();
        while (above.getParent() != null && !Files.isDirectory(above.resolve(corpus))) {
            above = above.getParent();
        }
        Path directory = above.resolve(corpus);
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().map(Corpus::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
