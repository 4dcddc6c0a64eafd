package org.usher.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.usher.claim.UnitClaims;
import org.usher.explain.InstalledUnits;
import org.usher.explain.Situation;
import org.usher.offline.UnitPath;
import org.usher.report.Explanation;
import org.usher.report.Question;
import org.usher.reservation.Reservations;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;

/** What would be in force if a dispatcher read these files: no systemd and no dispatcher is asked. */
final class Offline {
    static final Listener HTTP = Listener.supposed("http", 80);

    private Offline() {}

    /**
     * Reads the units of {@code units}, which all count as active, for requests to port 80 and to the ports that claims and
     * reservations name.
     */
    static Situation situation(UnitPath units, Reservations reservations) throws IOException {
        return situation(UnitClaims.read(units), new InstalledUnits(units::socketNames, null), reservations, HTTP);
    }

    /** Reads the units of {@code units} to answer questions; there is a listener for every question. */
    static Function<Question, Explanation> questions(UnitPath units, Reservations reservations) throws IOException {
        UnitClaims declarations = UnitClaims.read(units);
        InstalledUnits installed = new InstalledUnits(units::socketNames, null);
        Map<Listener, Situation> situations = new HashMap<>();
        return question -> situations
                .computeIfAbsent(
                        Listener.supposed(question.scheme(), question.port()),
                        asked -> situation(declarations, installed, reservations, asked))
                .explain(question);
    }

    /**
     * What follows from {@code declarations}.
     *
     * @param installed the names of all units that a reservation may mean
     * @param asked a listener that is there beside those that are declared, and those that claims and reservations name
     */
    static Situation situation(
            UnitClaims declarations, InstalledUnits installed, Reservations reservations, Listener asked) {
        Set<Listener> points = new LinkedHashSet<>();
        declarations.listeners().forEach(listener -> points.addAll(listener.points()));
        Stream<UrlPrefix> named = Stream.concat(
                        declarations.claims().stream().map(Claim::prefix),
                        reservations.all().stream().map(Reservation::prefix))
                .filter(UrlPrefix::isFull);
        Stream.concat(Stream.of(HTTP, asked), named.map(Offline::listener)).forEach(point -> add(point, points));
        return Situation.of(declarations, reservations, List.copyOf(points), declarations.hostPolicy(false), installed);
    }

    private static Listener listener(UrlPrefix full) {
        return Listener.supposed(String.valueOf(full.scheme()), full.port().orElseThrow());
    }

    /** Adds a listener, unless there is one for its scheme and port whose unit says where it is bound. */
    private static void add(Listener point, Set<Listener> points) {
        if (points.stream().noneMatch(other -> other.scheme().equals(point.scheme()) && other.port() == point.port())) {
            points.add(point);
        }
    }
}
