package org.usher.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.usher.client.UnreachableException;
import org.usher.control.InstalledSockets;
import org.usher.control.ProblemReport;
import org.usher.control.RouteReport;
import org.usher.declaration.Declarations;
import org.usher.problem.Problem;
import org.usher.reservation.Reservations;
import org.usher.review.Conflicts;
import org.usher.review.ReservationEffects;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.table.RouteTable;
import org.usher.unit.SystemUnitPath;
import org.usher.unit.UnitPath;

/**
 * What a change of the reservations does to the units that a dispatcher serves, or without one to those that are
 * enabled: the problems that come with it.
 */
final class Consequences {
    private final Environment environment;
    private final UnitPath system;

    Consequences(Environment environment) {
        this.environment = environment;
        this.system = SystemUnitPath.of(environment.variables());
    }

    /** The problems that {@code after} has and {@code before} has not. */
    List<ProblemReport> of(Reservations before, Reservations after) throws IOException {
        List<Claim> claims = claims();
        Set<Problem> known = new HashSet<>(problems(claims, before));
        List<ProblemReport> found = new ArrayList<>();
        for (Problem problem : problems(claims, after)) {
            if (!known.contains(problem)) {
                found.add(ProblemReport.of(problem));
            }
        }
        return found;
    }

    private List<Problem> problems(List<Claim> claims, Reservations reservations) {
        RouteTable table =
                RouteTable.of(claims, reservations.all(), Offline.points(claims, reservations), HostPolicy.DEFAULT);
        Set<String> active = new TreeSet<>();
        claims.forEach(claim -> active.add(claim.app().unit()));
        List<Problem> problems = new ArrayList<>(reservations.problems());
        problems.addAll(Conflicts.problems(table.losses()));
        problems.addAll(ReservationEffects.problems(reservations.all(), table, active, new InstalledSockets(system)));
        return problems;
    }

    private List<Claim> claims() throws IOException {
        Set<String> served;
        try {
            served = served();
        } catch (UnreachableException ignored) { // none runs: then what will be there when one does
            return Declarations.read(system).claims();
        }
        ChosenUnits units = new ChosenUnits(system);
        for (String unit : served) {
            if (!system.filesOf(unit).isEmpty()) {
                units.add(unit);
            }
        }
        return Declarations.read(units).claims();
    }

    /** The units that have a route, and those that have lost theirs. */
    private Set<String> served() {
        Set<String> served = new TreeSet<>();
        environment.running().routes().stream().map(RouteReport::unit).forEach(served::add);
        environment.running().problems().stream()
                .map(ProblemReport::unit)
                .filter(Objects::nonNull)
                .filter(unit -> unit.endsWith(".socket"))
                .forEach(served::add);
        return served;
    }
}
