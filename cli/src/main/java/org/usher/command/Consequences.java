package org.usher.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.usher.claim.UnitClaims;
import org.usher.client.UnreachableException;
import org.usher.explain.Situation;
import org.usher.offline.SystemUnitPath;
import org.usher.offline.UnitPath;
import org.usher.problem.Problem;
import org.usher.report.ProblemReport;
import org.usher.report.RouteReport;
import org.usher.reservation.Reservations;
import org.usher.section.LimitsSection;

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
        UnitClaims units = units();
        Set<Problem> known = new HashSet<>(problems(units, before));
        List<ProblemReport> found = new ArrayList<>();
        for (Problem problem : problems(units, after)) {
            if (!known.contains(problem)) {
                found.add(ProblemReport.of(problem));
            }
        }
        return found;
    }

    private List<Problem> problems(UnitClaims units, Reservations reservations) {
        return Situation.of(
                        units,
                        reservations,
                        Offline.points(units, reservations),
                        units.hostPolicy(false),
                        Offline.all(system))
                .problems();
    }

    private UnitClaims units() throws IOException {
        Set<String> served;
        try {
            served = served();
        } catch (UnreachableException ignored) { // none runs: then what will be there when one does
            return UnitClaims.read(system);
        }
        served.add(LimitsSection.UNIT);
        ChosenUnits units = new ChosenUnits(system);
        for (String unit : served) {
            if (!system.filesOf(unit).isEmpty()) {
                units.add(unit);
            }
        }
        return UnitClaims.read(units);
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
