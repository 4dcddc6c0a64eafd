package org.usher.explain;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.usher.check.ClaimCheck;
import org.usher.check.ReservationCheck;
import org.usher.claim.UnitClaims;
import org.usher.head.Head;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.UnitReport;
import org.usher.reservation.Reservations;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.table.InForce;
import org.usher.table.RouteTable;
import org.usher.table.Trail;
import org.usher.unit.UnitSource;

/**
 * What the units declare at one moment and what follows from it: the same for a dispatcher that serves them and for
 * {@code usherctl} that only reads their files. Never changes; any thread may ask.
 */
public final class Situation {
    private final UnitClaims declarations;
    private final Reservations reservations;
    private final List<Listener> listeners;
    private final TableBuilder.Built built;
    private final InstalledUnits installed;
    /** The claims by their hosts: of ten thousand, a request has to do with few. */
    private final Map<HostPattern, List<Claim>> claims;

    private @Nullable List<Problem> problems;

    private Situation(
            UnitClaims declarations,
            Reservations reservations,
            List<Listener> listeners,
            TableBuilder.Built built,
            InstalledUnits installed) {
        this.declarations = declarations;
        this.reservations = reservations;
        this.listeners = List.copyOf(listeners);
        this.built = built;
        this.installed = installed;
        this.claims = declarations.claims().stream()
                .collect(groupingBy(claim -> claim.prefix().host()));
    }

    /** Makes the situation that follows from what units declare and administrators reserve. */
    public static Situation of(
            UnitClaims declarations,
            Reservations reservations,
            List<Listener> listeners,
            HostPolicy policy,
            InstalledUnits installed) {
        TableBuilder.Built built = TableBuilder.build(declarations.claims(), reservations.all(), listeners, policy);
        return new Situation(declarations, reservations, listeners, built, installed);
    }

    /** Whether the routes that follow from these are the routes of this situation. */
    public boolean leadsTheSameWay(UnitClaims later, Reservations reserved) {
        return later.claims().equals(declarations.claims())
                && later.listeners().equals(declarations.listeners())
                && reserved.equals(reservations);
    }

    /** This situation with {@code later} declarations that lead the same way: the table stays. */
    public Situation with(UnitClaims later) {
        return new Situation(later, reservations, listeners, built, installed);
    }

    /** What the data plane is given of this. */
    public InForce inForce() {
        return new InForce(built.table(), declarations.states(), declarations.limits());
    }

    public UnitClaims declarations() {
        return declarations;
    }

    public Reservations reservations() {
        return reservations;
    }

    public RouteTable table() {
        return built.table();
    }

    public List<Listener> listeners() {
        return listeners;
    }

    /** How a connection reaches an app: {@code handoff} of the connection itself, or {@code relay} of its octets. */
    static String mode(App app) {
        return (app.first() == null ? "" : "files, ") + (app.target() == null ? "handoff" : "relay");
    }

    /** Where an app listens: for connections, or for what a relay passes on. */
    static String where(App app) {
        return app.target() == null ? app.socket().toString() : app.target().split("\n", 2)[0];
    }

    /**
     * The routes as they are shown: a view, so that ten thousand cost nothing until they are written.
     *
     * @param handed how many connections were handed off by a route; called on the thread that reads the list
     * @param refused how many requests for a route were refused; likewise
     */
    public List<RouteReport> routes(ToLongFunction<Route> handed, ToLongFunction<Route> refused) {
        return new AbstractList<>() {
            @Override
            public RouteReport get(int index) {
                Route route = table().routes().get(index);
                App app = route.app();
                return new RouteReport(
                        route.prefix().toString(),
                        app.unit(),
                        mode(app),
                        where(app),
                        word(appState(app.unit())),
                        handed.applyAsLong(route),
                        refused.applyAsLong(route),
                        route.claim().file().toString(),
                        route.claim().line());
            }

            @Override
            public int size() {
                return table().routes().size();
            }
        };
    }

    /** All problems: those of single units and reservations first, then those between them. They are looked for once. */
    public synchronized List<Problem> problems() {
        if (problems == null) {
            List<Problem> known = new ArrayList<>(declarations.problems());
            known.addAll(reservations.problems());
            List<Listener> existing = listeners.stream()
                    .filter(listener -> !listener.isSupposed())
                    .toList();
            known.addAll(ClaimCheck.problems(declarations.claims(), built, existing, declarations.hostPolicy(false)));
            known.addAll(ReservationCheck.problems(
                    reservations.all(), table(), declarations.states().keySet(), installed::names));
            problems = List.copyOf(known);
        }
        return problems;
    }

    /** The problems that are errors or warnings: the rest are notes, which advise. */
    public List<Problem> mistakes() {
        return problems().stream()
                .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                .toList();
    }

    /** The reservations as they are shown. */
    public List<ReservationReport> reservationReports() {
        return reservations.all().stream().map(this::report).toList();
    }

    private ReservationReport report(Reservation reservation) {
        String holder = table().holders(reservation.prefix()).stream()
                .filter(Route.class::isInstance)
                .map(route -> ((Route) route).app().unit())
                .findFirst()
                .orElse(null);
        return new ReservationReport(
                reservation.prefix().toString(),
                String.join(" ", reservation.units()),
                holder,
                reservation.file().toString(),
                reservation.line());
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
        return new Describing(declarations, built).describe(source, unit);
    }

    /** The claims and reservations that have the host and the path of a request, and what became of each. */
    List<Explanation.Step> claimants(Arrival.Supposed arrival, Head head, Trail trail) {
        return new Claimants(arrival, head.host(), head.path(), trail, built.lost())
                .steps(
                        claims,
                        reservations.all(),
                        installed.inactiveClaims(declarations.states().keySet()));
    }

    /** What systemd says of an app's socket unit. */
    AppState appState(String unit) {
        return declarations.states().getOrDefault(unit, AppState.LISTENING);
    }

    /** What requests for an app in this state meet: {@code routed}, or why they are refused. */
    static String word(AppState state) {
        return switch (state.condition()) {
            case UNSAFE -> "unsafe-socket";
            case FAILED -> "failed";
            case OFFLINE -> "offline";
            case MAINTENANCE -> "maintenance";
            case LISTENING, RUNNING -> "routed";
        };
    }
}
