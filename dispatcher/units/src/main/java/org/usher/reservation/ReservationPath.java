package org.usher.reservation;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.usher.offline.UnitPath;

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

    /** No directory: there are no reservations. */
    public static final ReservationPath NONE = new ReservationPath(List.of());

    private static final String SUFFIX = ".conf";

    public ReservationPath {
        directories = List.copyOf(directories);
    }

    /** The reservations that stand beside the unit files of one directory. */
    public static ReservationPath beside(Path units) {
        return new ReservationPath(List.of(units.resolve("reservations.d")));
    }

    /** Those of the system, or in the directories that {@code $USHER_RESERVATIONS} lists. */
    public static ReservationPath of(Map<String, String> variables) {
        String override = variables.get("USHER_RESERVATIONS");
        if (override == null || override.isEmpty()) {
            return SYSTEM;
        }
        List<Path> directories = new ArrayList<>();
        for (String directory : List.of(override.split(":", -1))) {
            directories.add(Path.of(directory));
        }
        return new ReservationPath(directories);
    }

    /**
     * A directory, and the files in it that count.
     *
     * @param files by name
     * @param failure why it could not be listed; empty if it could, or does not exist
     */
    record Listing(Path directory, List<Path> files, String failure) {}

    /** The files that count, by directory, in the order in which they decide. */
    List<Listing> listings() {
        Map<String, Path> byName = new TreeMap<>();
        Map<Path, String> failures = new TreeMap<>();
        for (Path directory : directories) {
            try {
                for (Path file : entries(directory)) {
                    byName.putIfAbsent(String.valueOf(file.getFileName()), file);
                }
            } catch (IOException unlisted) {
                failures.put(directory, Reservations.why(unlisted));
            }
        }
        byName.values().removeIf(UnitPath::isMask);
        List<Listing> listings = new ArrayList<>();
        for (Path directory : directories) {
            List<Path> files = new ArrayList<>(byName.values());
            files.removeIf(file -> !directory.equals(file.getParent()));
            listings.add(new Listing(directory, files, failures.getOrDefault(directory, "")));
        }
        return listings;
    }

    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Path entry : stream) {
                    String name = String.valueOf(entry.getFileName());
                    if (name.endsWith(SUFFIX) && !name.startsWith(".") && !Files.isDirectory(entry)) {
                        entries.add(entry);
                    }
                }
            } catch (DirectoryIteratorException broken) {
                throw broken.getCause();
            }
        }
        return entries;
    }
}
