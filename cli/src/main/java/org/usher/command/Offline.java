package org.usher.command;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.usher.control.InstalledSockets;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.prefix.UrlPrefix;
import org.usher.reservation.Reservations;
import org.usher.route.Claim;
import org.usher.route.ListenPoint;
import org.usher.route.Reservation;
import org.usher.unit.UnitPath;
import org.usher.unit.UnitSource;

/** What would be in force if a dispatcher read these files: no systemd and no dispatcher is asked. */
final class Offline {
    private static final ListenPoint HTTP = new ListenPoint("http", 80, false);

    private Offline() {}

    /**
     * Reads the units of {@code units}, for requests that arrive at {@code asked} too.
     *
     * @param reservations who may claim what
     */
    static Situation situation(UnitPath units, Reservations reservations, ListenPoint asked) throws IOException {
        return situation(units, new InstalledSockets(units), reservations, asked);
    }

    /**
     * Reads the units of {@code source}, for requests to port 80 and to the ports that claims and reservations name.
     *
     * @param installed the names of all units that a reservation may mean
     */
    static Situation situation(
            UnitSource source, Supplier<? extends Collection<String>> installed, Reservations reservations)
            throws IOException {
        return situation(source, installed, reservations, HTTP);
    }

    private static Situation situation(
            UnitSource source,
            Supplier<? extends Collection<String>> installed,
            Reservations reservations,
            ListenPoint asked)
            throws IOException {
        Declarations declarations = Declarations.read(source);
        Set<ListenPoint> points = new LinkedHashSet<>(points(declarations, reservations));
        points.add(asked);
        return Situation.of(
                declarations, reservations, List.copyOf(points), declarations.hostPolicy(false), List::of, installed);
    }

    /** The listeners that are declared, port 80, and those that somebody names. */
    static List<ListenPoint> points(Declarations declarations, Reservations reservations) {
        Set<ListenPoint> points = new LinkedHashSet<>();
        declarations.listenersInOrder().forEach(listener -> points.addAll(listener.points()));
        points.add(HTTP);
        Stream.concat(
                        declarations.claims().stream().map(Claim::prefix),
                        reservations.all().stream().map(Reservation::prefix))
                .filter(UrlPrefix::isFull)
                .map(prefix -> new ListenPoint(
                        String.valueOf(prefix.scheme()), prefix.port().orElseThrow(), false))
                .forEach(points::add);
        return List.copyOf(points);
    }
}
