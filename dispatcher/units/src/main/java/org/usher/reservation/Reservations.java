package org.usher.reservation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;

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
        for (ReservationPath.Listing listing : path.listings()) {
            if (!listing.failure().isEmpty()) {
                Path directory = listing.directory();
                reportUnreadable(directory, listing.failure(), Fix.command("chmod", "a+rx", directory), problems);
                earlier.all.stream()
                        .filter(reservation ->
                                directory.equals(reservation.file().getParent()))
                        .forEach(all::add);
            }
            for (Path file : listing.files()) {
                all.addAll(of(file, earlier, problems));
            }
        }
        reportDoubles(all, problems);
        return new Reservations(all, problems.found());
    }

    private static List<Reservation> of(Path file, Reservations earlier, Problems problems) {
        List<Reservation> kept = new ArrayList<>(earlier.all);
        kept.removeIf(reservation -> !file.equals(reservation.file()));
        try {
            ReservationFile read = ReservationFile.read(file, problems);
            return read.whole() || kept.isEmpty() ? read.reservations() : kept;
        } catch (IOException unreadable) {
            reportUnreadable(file, why(unreadable), Fix.command("chmod", "a+r", file), problems);
            return kept;
        }
    }

    /** Why a file or directory could not be read, in words. */
    static String why(IOException failure) {
        return failure instanceof AccessDeniedException ? "no permission" : String.valueOf(failure.getMessage());
    }

    private static void reportUnreadable(Path path, String why, String fix, Problems problems) {
        String what = path + " cannot be read: " + why + "; what it reserved when it could last be read stays reserved";
        problems.error("unreadable-file", Place.of(path, 0), what, fix);
    }

    /** Of two with one prefix the first counts. */
    private static void reportDoubles(List<Reservation> all, Problems problems) {
        Map<UrlPrefix, Reservation> first = new LinkedHashMap<>();
        for (Reservation reservation : all) {
            Reservation counts = first.putIfAbsent(reservation.prefix(), reservation);
            if (counts != null) {
                String what = "the reservation of " + reservation.prefix() + " has no effect: " + counts.file() + ":"
                        + counts.line() + " reserves it before: put all that it names into one of the two, and"
                        + " remove the other";
                problems.warning("conflict-lost", Place.of(reservation.file(), reservation.line()), what, null);
            }
        }
    }
}
