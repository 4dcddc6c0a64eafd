package org.usher.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.reservation.ReservationPath;
import picocli.CommandLine.Option;

/** The option that names reservations, for commands that read files. */
final class ReservationOptions {
    @Option(
            names = "--reservations",
            paramLabel = "DIR",
            description = "Read the reservations of DIR (NAME.conf) instead of the usual directories. May be"
                    + " repeated: earlier ones take precedence.")
    private List<Path> directories = new ArrayList<>();

    /** What was named. */
    List<Path> directories() {
        directories.forEach(directory -> requireDirectory(directory, "reservations"));
        return List.copyOf(directories);
    }

    /** Refuses a path that is not a directory; one is wanted that holds {@code content}. */
    static void requireDirectory(Path path, String content) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is not a directory: name one that holds " + content);
        }
    }

    /** What was named, or else {@code otherwise}. */
    ReservationPath path(ReservationPath otherwise) {
        return directories().isEmpty() ? otherwise : new ReservationPath(directories());
    }
}
