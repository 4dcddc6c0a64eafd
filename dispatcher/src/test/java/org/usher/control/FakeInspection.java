package org.usher.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

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
            "bad-prefix", "error", "blog.socket", "/etc/blog.socket", 9, "Prefix=blog is no prefix", "write /blog/");
    public static final ReservationReport RESERVATION =
            new ReservationReport("http://alice.example:80/", "alice-*.socket", "/etc/usher/alice.conf", 2);

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
