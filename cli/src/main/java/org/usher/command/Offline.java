package org.usher.command;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.usher.control.Explanation;
import org.usher.control.InstalledSockets;
import org.usher.control.Question;
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
    private static final ListenPoint HTTP = ListenPoint.supposed("http", 80);

    private Offline() {}

    /**
     * Reads the units of {@code source}, for requests to port 80 and to the ports that claims and reservations name.
     *
     * @param installed the names of all units that a reservation may mean
     */
    static Situation situation(
            UnitSource source, Supplier<? extends Collection<String>> installed, Reservations reservations)
            throws IOException {
        return situation(Declarations.read(source), installed, reservations, HTTP);
    }

    /** Reads the units of {@code units} to answer questions; there is a listener for every question. */
    static Function<Question, Explanation> questions(UnitPath units, Reservations reservations) throws IOException {
        Declarations declarations = Declarations.read(units);
        Supplier<? extends Collection<String>> installed = new InstalledSockets(units);
        Situation usual = situation(declarations, installed, reservations, HTTP);
        Map<ListenPoint, Situation> byListener = new HashMap<>();
        usual.points().forEach(point -> byListener.put(point, usual));
        return question -> {
            ListenPoint asked = ListenPoint.supposed(question.scheme(), question.port());
            return byListener
                    .computeIfAbsent(asked, point -> situation(declarations, installed, reservations, point))
                    .explain(question);
        };
    }

    /** @param asked a listener that is there beside those that are declared or named */
    private static Situation situation(
            Declarations declarations,
            Supplier<? extends Collection<String>> installed,
            Reservations reservations,
            ListenPoint asked) {
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
                .map(prefix -> ListenPoint.supposed(
                        String.valueOf(prefix.scheme()), prefix.port().orElseThrow()))
                .forEach(points::add);
        return List.copyOf(points);
    }
}
