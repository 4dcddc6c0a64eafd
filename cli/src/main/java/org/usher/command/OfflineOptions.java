package org.usher.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command reads unit files and reservations itself, instead of asking the dispatcher. */
final class OfflineOptions {
    @Option(
            names = "--unit-path",
            paramLabel = "DIR",
            description = "Read the unit files of DIR, each as if it were active, instead of asking the dispatcher.")
    private @Nullable Path unitPath;

    @Mixin
    private final ReservationOptions reservations = new ReservationOptions();

    /** The directory whose unit files are to be read; null if the dispatcher is to be asked. */
    @Nullable
    Path directory() {
        if (unitPath == null && !reservations.directories().isEmpty()) {
            throw new IllegalArgumentException("--reservations needs --unit-path: a dispatcher has its own");
        }
        if (unitPath != null) {
            ReservationOptions.requireDirectory(unitPath, "unit files");
        }
        return unitPath;
    }

    /** The reservations that count for the units of {@code directory}. */
    Reservations reservations(Path directory) {
        return Reservations.read(reservations.path(ReservationPath.beside(directory)));
    }
}
