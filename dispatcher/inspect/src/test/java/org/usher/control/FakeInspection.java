package org.usher.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.report.Explanation;
import org.usher.report.Inspection;
import org.usher.report.ProblemReport;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.StatusReport;
import org.usher.report.UnitReport;

/** A dispatcher with one route, one problem and one reservation, which remembers what it was asked. */
public final class FakeInspection implements Inspection {
    public static final StatusReport STATUS = new StatusReport(
            "0.1.0",
            42,
            "2026-11-21T00:00:00Z",
            "2026-11-21T00:00:01Z",
            List.of("[::]:80"),
            1,
            1,
            2,
            7,
            3,
            0,
            0,
            Map.of("UnknownPath", 4L));
    public static final RouteReport ROUTE = new RouteReport(
            "/wiki/", "wiki.socket", "handoff", "/run/usher/apps/wiki.sock", "routed", 7, 0, "/etc/wiki.socket", 3);
    public static final ProblemReport PROBLEM = new ProblemReport(
            "bad-prefix", "error", "blog.socket", "/etc/blog.socket", 9, "Prefix=blog is no prefix", "Prefix=/blog/");
    public static final ReservationReport RESERVATION =
            new ReservationReport("http://alice.example:80/", "alice-*.socket", null, "/etc/usher/alice.conf", 2);

    public static final UnitReport UNIT = new UnitReport(
            "wiki.socket",
            true,
            "routed",
            "wiki.service",
            "handoff",
            "/run/usher/apps/wiki.sock",
            List.of(
                    new UnitReport.Line("Socket", "ListenDatagram", "/run/usher/apps/%p.sock", "/w", 2, "counts", null),
                    new UnitReport.Line("X-HTTP", "Prefix", "/old/", "/w", 4, "reset", "/d:2"),
                    new UnitReport.Line("X-HTTP", "Prefix", "", "/d", 2, "resets", null),
                    new UnitReport.Line("X-HTTP", "Prefix", "/%p/ /b/", "/d", 3, "counts", null)),
            List.of(
                    new UnitReport.ClaimReport("/wiki/", "/d", 3, "routed", null),
                    new UnitReport.ClaimReport("/b/", "/d", 3, "lost", "nothing but the unit's name decides: /b/")),
            List.of());

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private List<RouteReport> routes = List.of(ROUTE);
    private List<ProblemReport> problems = List.of(PROBLEM);
    private String reloadFailure = "";

    /** Answers with these routes from now on. */
    public FakeInspection withRoutes(List<RouteReport> routes) {
        this.routes = routes;
        return this;
    }

    /** Answers with these problems from now on. */
    public FakeInspection withProblems(List<ProblemReport> problems) {
        this.problems = problems;
        return this;
    }

    /** Cannot reload from now on. */
    public FakeInspection failingToReload(String reason) {
        reloadFailure = reason;
        return this;
    }

    /** What it was asked, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public StatusReport status() {
        asked.add("status");
        return STATUS;
    }

    @Override
    public List<RouteReport> routes() {
        asked.add("routes");
        return routes;
    }

    @Override
    public List<ProblemReport> problems() {
        asked.add("problems");
        return problems;
    }

    @Override
    public List<ReservationReport> reservations() {
        asked.add("reservations");
        return List.of(RESERVATION);
    }

    @Override
    public @Nullable UnitReport describe(String unit) {
        asked.add(unit);
        return unit.equals(UNIT.unit()) ? UNIT : null;
    }

    @Override
    public Explanation explain(Question question) {
        asked.add(question.toString());
        return question.target().startsWith("/wiki/")
                ? new Explanation(
                        Explanation.ROUTE,
                        null,
                        "wiki.socket",
                        "wiki.service",
                        "/wiki/",
                        "weak",
                        "routed",
                        new Explanation.Settled(true, null, null, null),
                        List.of(new Explanation.Step("claim", "wins", "It wins.", "/etc/wiki.socket", 3)))
                : new Explanation("UnknownPath", 404, null, null, null, null, null, null, List.of());
    }

    @Override
    public void reload() {
        asked.add("reload");
        if (!reloadFailure.isEmpty()) {
            throw new IllegalStateException(reloadFailure);
        }
    }
}
