package org.usher.reservation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.usher.offline.UnitPath;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.unit.UnitFile;

/**
 * Everything that is reserved at one moment, and what is wrong with how it is written.
 *
 * @param all in the order in which they decide: by directory, then by the name of the file, then by line
 * @param problems in the order found
 */
public record Reservations(List<Reservation> all, List<Problem> problems) {
    /** Nothing is reserved. */
    public static final Reservations NONE = new Reservations(List.of(), List.of());

    public Reservations {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    /** Reads what there is now. */
    public static Reservations read(ReservationPath path) {
        return read(path, NONE);
    }

    /**
     * Reads what there is now. A broken file is a problem and stops no other; one that cannot be read at all or to its
     * end, or not be listed with its directory, keeps what it reserved in {@code earlier}: a file with wrong permissions
     * must not open what it closes.
     */
    public static Reservations read(ReservationPath path, Reservations earlier) {
        Problems problems = new Problems();
        List<Reservation> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path directory : path.directories()) {
            try {
                for (Path file : UnitPath.settings(directory)) {
                    if (!Files.isDirectory(file)
                            && names.add(file.getFileName().toString())
                            && !UnitPath.isMask(file)) {
                        all.addAll(of(file, earlier, problems));
                    }
                }
            } catch (IOException unlisted) {
                reportUnreadable(directory, unlisted, Fix.command("chmod", "a+rx", directory), problems);
                all.addAll(earlier.keptFrom(file -> directory.equals(file.getParent())));
            }
        }
        reportDoubles(all, problems);
        return new Reservations(all, problems.found());
    }

    private static List<Reservation> of(Path file, Reservations earlier, Problems problems) {
        List<Reservation> kept = earlier.keptFrom(file::equals);
        try {
            UnitFile read = UnitFile.read(file);
            List<Reservation> reserved = ReservationFile.read(read, problems);
            ReservationFile.reportUntrusted(file, problems);
            return read.end() == null || kept.isEmpty() ? reserved : kept; // who knows what stands below its end
        } catch (IOException unreadable) {
            reportUnreadable(file, unreadable, Fix.command("chmod", "a+r", file), problems);
            return kept;
        }
    }

    private List<Reservation> keptFrom(Predicate<Path> file) {
        return all.stream().filter(reservation -> file.test(reservation.file())).toList();
    }

    private static void reportUnreadable(Path path, IOException failure, String fix, Problems problems) {
        String why = failure instanceof AccessDeniedException ? "no permission" : failure.getMessage();
        String what = path + " cannot be read: " + why + "; what it reserved when it could last be read stays reserved";
        problems.error("unreadable-file", Place.of(path, 0), what, fix);
    }

    /** Of two with one prefix the first counts. */
    private static void reportDoubles(List<Reservation> all, Problems problems) {
        Map<UrlPrefix, Reservation> first = new HashMap<>();
        for (Reservation reservation : all) {
            Reservation counts = first.putIfAbsent(reservation.prefix(), reservation);
            if (counts != null) {
                String what = "the reservation of " + reservation.prefix() + " has no effect: " + counts.file() + ":"
                        + counts.line() + " reserves it first: put all units into one of the two, and"
                        + " remove the other";
                problems.warning("conflict-lost", Place.of(reservation.file(), reservation.line()), what, null);
            }
        }
    }
}
