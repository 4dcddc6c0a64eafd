package org.usher.reservation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directories that may hold reservations, the most important one first. The rules are those of sysusers.d(5): of
 * files with one name the one in the most important directory counts, and an empty file or a link to {@code /dev/null}
 * masks its name.
 *
 * @param directories need not exist
 */
public record ReservationPath(List<Path> directories) {
    /** The administrator's directories: packages reserve nothing. */
    public static final ReservationPath SYSTEM = new ReservationPath(List.of(
            Path.of("/etc/usher/reservations.d"),
            Path.of("/run/usher/reservations.d"),
            Path.of("/usr/local/lib/usher/reservations.d")));

    public ReservationPath {
        directories = List.copyOf(directories);
    }

    /** The reservations that stand beside the unit files of one directory. */
    public static ReservationPath beside(Path units) {
        return new ReservationPath(List.of(units.resolve("reservations.d")));
    }

    /** The directories beside them in which the files of units in maintenance are, as important as these. */
    public List<Path> maintenance() {
        return directories.stream()
                .map(directory -> directory.resolveSibling("maintenance.d"))
                .toList();
    }

    /** Those of the system, or in the directories that {@code $USHER_RESERVATIONS} lists. */
    public static ReservationPath of(Map<String, String> variables) {
        String override = variables.get("USHER_RESERVATIONS");
        if (override == null || override.isEmpty()) {
            return SYSTEM;
        }
        return new ReservationPath(
                Stream.of(override.split(":", -1)).map(Path::of).toList());
    }
}
