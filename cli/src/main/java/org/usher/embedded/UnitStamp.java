package org.usher.embedded;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The unit files of a directory and their drop-ins, as one may see that they have changed. */
final class UnitStamp {
    private UnitStamp() {}

    /** Returns a text that is another one after a change; of a directory that cannot be read, an empty one. */
    static String of(Path directory) {
        try (Stream<Path> tree = Files.walk(directory, 2)) {
            return tree.filter(file -> file.toString().matches(".*[.](socket|service|conf)"))
                    .map(Path::toFile)
                    .map(file -> file + " " + file.lastModified() + " " + file.length())
                    .sorted()
                    .collect(joining("\n"));
        } catch (IOException | UncheckedIOException unreadable) {
            return "";
        }
    }
}
