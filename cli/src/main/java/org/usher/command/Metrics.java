package org.usher.command;

import java.time.Instant;
import java.util.List;
import org.usher.client.RemoteInspection;
import org.usher.print.PrometheusText;
import org.usher.refusal.Refusal;
import org.usher.report.RouteReport;
import org.usher.report.StatusReport;
import picocli.CommandLine.Command;

/** Shows the counters for programs that watch. */
@Command(
        name = "metrics",
        description = {
            "Show the dispatcher's counters in Prometheus' text format.",
            "Counters start from zero when the dispatcher starts."
        })
public final class Metrics implements Subcommand {
    @Override
    public ExitCode run(Environment environment) {
        RemoteInspection running = environment.running();
        StatusReport status = running.status();
        List<RouteReport> routes = running.routes();
        PrometheusText text = new PrometheusText(environment.out());
        printRoutes(text, routes);
        printRefusals(text, status);
        printRest(text, status);
        return ExitCode.OK;
    }

    private static void printRoutes(PrometheusText text, List<RouteReport> routes) {
        text.counter("usher_handoffs_total", "Connections that were passed to an app, by the route they took.");
        routes.forEach(route -> text.sample(route.handed(), "unit", route.unit(), "prefix", route.prefix()));
        text.counter("usher_refusals_by_route_total", "Requests that had a route and were refused all the same.");
        routes.forEach(route -> text.sample(route.refused(), "unit", route.unit(), "prefix", route.prefix()));
    }

    /** Prints reasons that never happened, too: a series that appears with its first event hides that event. */
    private static void printRefusals(PrometheusText text, StatusReport status) {
        text.counter("usher_refusals_total", "Requests that the dispatcher answered itself, by the reason.");
        for (Refusal reason : Refusal.values()) {
            text.sample(status.refused().getOrDefault(reason.word(), 0L), "reason", reason.word());
        }
    }

    private static void printRest(PrometheusText text, StatusReport status) {
        text.counter("usher_gone_total", "Connections that ended without a request.")
                .sample(status.gone());
        String dropped = "Connections that were closed without an answer though a request had come.";
        text.counter("usher_dropped_total", dropped).sample(status.dropped());
        String bad = "Messages on the return listener that did not carry a connection of this dispatcher.";
        text.counter("usher_bad_returns_total", bad).sample(status.badReturns());
        text.counter("usher_journal_dropped_total", "Entries that the log did not take.")
                .sample(status.journalDropped());
        String pending = "Connections that wait for the rest of their head.";
        text.gauge("usher_pending_heads", pending).sample(status.pendingHeads());
        text.gauge("usher_routes", "Routes that are in force.").sample(status.routes());
        text.gauge("usher_problems", "Mistakes in what units declare (usherctl problems).")
                .sample(status.problems());
        Instant started = Instant.parse(status.started());
        text.gauge("usher_start_time_seconds", "When the dispatcher began to serve, since 1970.")
                .sample(started.getEpochSecond() + String.format(".%09d", started.getNano()));
        text.gauge("usher_build_info", "The program that runs.").sample(1, "version", status.version());
    }
}
