package org.usher.explain;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.usher.check.ReservationEffects;
import org.usher.check.Review;
import org.usher.claim.UnitClaims;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.ProblemReport;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.UnitReport;
import org.usher.reservation.Reservations;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.table.RouteTable;
import org.usher.unit.UnitSource;

/**
 * What the units declare at one moment and the routes that follow from it: the same for a dispatcher that serves them
 * and for {@code usherctl} that only reads their files. Immutable; any thread may ask.
 *
 * @param declarations what the active units declare
 * @param built the routes, and the claims that lost
 * @param reservations what is reserved, and the table was made with
 * @param points the listeners that the table was made with
 * @param policy the host policy that the table was made with
 * @param candidates whoever could take a request, active or not; asked for only when somebody wants an explanation
 * @param installed the names of all socket units that are installed; asked for only where a reservation names units
 */
public record Situation(
        UnitClaims declarations,
        TableBuilder.Built built,
        Reservations reservations,
        List<Listener> points,
        HostPolicy policy,
        Candidates candidates,
        Supplier<? extends Collection<String>> installed) {

    /** Copies what could change. */
    public Situation {
        points = List.copyOf(points);
    }

    /**
     * Makes the situation that follows from what units declare.
     *
     * @param inactive what units claim that are not active; asked for only when somebody wants an explanation
     * @param installed the names of all socket units that are installed; asked for only where a reservation names units
     */
    public static Situation of(
            UnitClaims declarations,
            Reservations reservations,
            List<Listener> points,
            HostPolicy policy,
            Supplier<List<Claim>> inactive,
            Supplier<? extends Collection<String>> installed) {
        TableBuilder.Built built = TableBuilder.build(declarations.claims(), reservations.all(), points, policy);
        Candidates candidates = new Candidates(declarations.claims(), reservations.all(), built.lost(), inactive);
        return new Situation(declarations, built, reservations, points, policy, candidates, installed);
    }

    /** The routes. */
    public RouteTable table() {
        return built.table();
    }

    /** Whether the routes that follow from these are the routes of this situation. */
    public boolean leadsTheSameWay(UnitClaims later, Reservations reserved) {
        return later.claims().equals(declarations.claims())
                && later.listeners().equals(declarations.listeners())
                && reserved.equals(reservations);
    }

    /** This situation with {@code later} declarations that lead the same way: the table stays. */
    public Situation with(UnitClaims later) {
        return new Situation(later, built, reservations, points, policy, candidates, installed);
    }

    /**
     * The routes as they are shown: a view, so that ten thousand cost nothing until they are written.
     *
     * @param handed how many connections were handed off by a route; called by whoever reads the list
     * @param refused how many requests for a route were refused; likewise
     */
    public List<RouteReport> routes(ToLongFunction<Route> handed, ToLongFunction<Route> refused) {
        List<Route> routes = table().routes();
        return new AbstractList<>() {
            @Override
            public RouteReport get(int index) {
                Route route = routes.get(index);
                App app = route.app();
                return new RouteReport(
                        route.prefix().toString(),
                        app.unit(),
                        app.mode().name().toLowerCase(Locale.ROOT),
                        app.socket().toString(),
                        state(app.unit()),
                        handed.applyAsLong(route),
                        refused.applyAsLong(route),
                        route.claim().file().toString(),
                        route.claim().line());
            }

            @Override
            public int size() {
                return routes.size();
            }
        };
    }

    /** All problems: those of single units and reservations first, then those between them. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(declarations.problems());
        problems.addAll(reservations.problems());
        List<Listener> known = new ArrayList<>(points);
        known.removeIf(Listener::isSupposed);
        problems.addAll(Review.problems(declarations.claims(), built, known, policy));
        Set<String> active = declarations.states().keySet();
        problems.addAll(ReservationEffects.problems(reservations.all(), table(), active, installed));
        return problems;
    }

    /** The problems as they are shown. */
    public List<ProblemReport> problemReports() {
        return problems().stream().map(ProblemReport::of).toList();
    }

    /** The reservations as they are shown. */
    public List<ReservationReport> reservationReports() {
        return reservations.all().stream().map(this::report).toList();
    }

    private ReservationReport report(Reservation reservation) {
        return new ReservationReport(
                reservation.prefix().toString(),
                String.join(" ", reservation.units()),
                holder(reservation),
                reservation.file().toString(),
                reservation.line());
    }

    private @Nullable String holder(Reservation reservation) {
        for (Holder holding : table().holders(reservation.prefix())) {
            if (holding instanceof Route route) {
                return route.app().unit();
            }
        }
        return null;
    }

    /** What would become of a request, and why. */
    public Explanation explain(Question question) {
        return new Explainer(this, question).explain();
    }

    /**
     * What a socket unit declares and what of it is in force; null if {@code source} knows no such unit.
     *
     * @throws IOException if {@code source} cannot be asked
     */
    public @Nullable UnitReport describe(UnitSource source, String unit) throws IOException {
        return new Describing(this).describe(source, unit);
    }

    /** What systemd says of an app's socket unit. */
    AppState appState(String unit) {
        return declarations.states().getOrDefault(unit, AppState.LISTENING);
    }

    /** What requests for an app meet at present: {@code routed}, or why they are refused. */
    String state(String unit) {
        return switch (appState(unit).condition()) {
            case UNSAFE -> "unsafe-socket";
            case FAILED -> "failed";
            case LISTENING, RUNNING -> "routed";
        };
    }
}
