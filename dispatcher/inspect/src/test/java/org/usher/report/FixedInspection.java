package org.usher.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem;

/** A dispatcher whose answers are given, and which remembers what it was asked. Any thread may ask. */
public final class FixedInspection implements Inspection {
    public static final RouteReport WIKI = new RouteReport(
            "/wiki/", "wiki.socket", "handoff", "/run/usher/apps/wiki.sock", "routed", 7, 0, "/etc/wiki.socket", 3);
    public static final RouteReport BLOG = new RouteReport(
            "//blog.example/", "blog.socket", "relay", "/run/blog.sock", "unsafe-socket", 0, 12, "/etc/b.conf", 11);
    public static final Problem NOTE =
            new Problem("nested-claim", Problem.Severity.NOTE, "wiki.socket", null, 0, "it is nested", null);
    public static final Problem ERROR = new Problem(
            "bad-prefix",
            Problem.Severity.ERROR,
            "blog.socket",
            "/etc/b.conf",
            9,
            "Prefix=blog is no prefix",
            "Prefix=/blog/");
    public static final Explanation ROUTED = new Explanation(
            Explanation.ROUTE,
            null,
            "wiki.socket",
            "wiki.service",
            "/wiki/",
            "weak",
            "routed",
            List.of(new Explanation.Step("claim", "wins", "It wins.", "/etc/wiki.socket", 3)));
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
                    new UnitReport.ClaimReport("/b/", "/d", 3, "lost", "only the names of the units decide: /b/")),
            List.of());
    public static final Explanation UNKNOWN = new Explanation(
            "UnknownPath",
            404,
            null,
            null,
            null,
            null,
            null,
            List.of(new Explanation.Step("answer", null, "No app claims /x of wiki.example.", null, 0)));

    public static final List<ReservationReport> RESERVATIONS = List.of(
            new ReservationReport("http://a.example:80/", "a-*.socket", "a-x.socket", "/etc/usher/a.conf", 2),
            new ReservationReport("//b.example/", "", null, "/etc/usher/b.conf", 3));

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile List<RouteReport> routes;
    private final List<Problem> problems;
    private volatile Function<Question, Explanation> explaining;
    private volatile Runnable reloading = () -> {};

    public FixedInspection(List<RouteReport> routes, List<Problem> problems, Explanation explanation) {
        this.routes = routes;
        this.problems = problems;
        this.explaining = question -> explanation;
    }

    /** One with one route and one problem. */
    public FixedInspection() {
        this(List.of(WIKI), List.of(ERROR), ROUTED);
    }

    /** Answers with these routes from now on. */
    public FixedInspection withRoutes(List<RouteReport> routes) {
        this.routes = routes;
        return this;
    }

    /** Explains like this from now on. */
    public FixedInspection explaining(Function<Question, Explanation> explaining) {
        this.explaining = explaining;
        return this;
    }

    /** Does this to reload from now on. */
    public FixedInspection reloading(Runnable reloading) {
        this.reloading = reloading;
        return this;
    }

    /** Cannot reload from now on. */
    public FixedInspection failingToReload(String reason) {
        return reloading(() -> {
            throw new IllegalStateException(reason);
        });
    }

    /** What it was asked, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public StatusReport status() {
        asked.add("status");
        return new StatusReport(
                "0.1.0",
                42,
                "2026-11-21T00:00:00Z",
                "2026-11-21T00:00:01Z",
                List.of("[::]:80", "127.0.0.1:8080"),
                routes.size(),
                problems.size(),
                2,
                7,
                3,
                1,
                0,
                0,
                Map.of("UnknownPath", 4L, "BadHost", 1L));
    }

    @Override
    public List<RouteReport> routes() {
        asked.add("routes");
        return routes;
    }

    @Override
    public List<Problem> problems() {
        asked.add("problems");
        return problems;
    }

    @Override
    public List<ReservationReport> reservations() {
        asked.add("reservations");
        return RESERVATIONS;
    }

    @Override
    public @Nullable UnitReport describe(String unit) {
        asked.add(unit);
        return unit.equals(UNIT.unit()) ? UNIT : null;
    }

    @Override
    public Explanation explain(Question question) {
        asked.add(question.toString());
        return explaining.apply(question);
    }

    @Override
    public void reload() throws IOException {
        asked.add("reload");
        try {
            reloading.run();
        } catch (IllegalStateException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }
}
