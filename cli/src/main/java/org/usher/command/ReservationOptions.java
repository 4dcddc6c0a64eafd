package org.usher.command;

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
            description = "Read the reservations of DIR (NAME.conf) instead of those that would count otherwise. May be"
                    + " repeated: the first one is the most important.")
    private List<Path> directories = new ArrayList<>();

    /** What was named. */
    List<Path> directories() {
        directories.forEach(directory -> UsageException.unlessDirectory(directory, "reservations"));
        return List.copyOf(directories);
    }

    /** What was named, or else {@code otherwise}. */
    ReservationPath path(ReservationPath otherwise) {
        return directories().isEmpty() ? otherwise : new ReservationPath(directories());
    }
}
