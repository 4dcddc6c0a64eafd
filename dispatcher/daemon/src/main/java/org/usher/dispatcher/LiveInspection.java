package org.usher.dispatcher;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.follow.Routing;
import org.usher.journal.Counters;
import org.usher.journal.Counters.Count;
import org.usher.journal.Log;
import org.usher.loop.Loop;
import org.usher.problem.Problem;
import org.usher.refusal.Refusal;
import org.usher.report.Explanation;
import org.usher.report.Inspection;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.StatusReport;
import org.usher.report.UnitReport;
import org.usher.unit.UnitSource;

/**
 * The answers of a dispatcher that serves, from what it has in force.
 *
 * @param sources makes a new source of units for each question about them
 * @param started when it began to serve
 */
record LiveInspection(
        List<InheritedListener> listeners,
        Loop loop,
        Routing routing,
        Supplier<UnitSource> sources,
        Counters counters,
        Log log,
        Instant started)
        implements Inspection {
    @Override
    public StatusReport status() {
        Map<String, Long> refused = new LinkedHashMap<>();
        for (Refusal reason : Refusal.values()) {
            if (counters.refused(reason) > 0) {
                refused.put(reason.word(), counters.refused(reason));
            }
        }
        return new StatusReport(
                version(),
                ProcessHandle.current().pid(),
                started.toString(),
                routing.loaded().toString(),
                listeners.stream().map(InheritedListener::address).toList(),
                routing.situation().table().routes().size(),
                routing.situation().mistakes().size(),
                loop.pendingHeads(),
                counters.of(Count.HANDED_OFF),
                counters.of(Count.GONE),
                counters.of(Count.DROPPED),
                counters.of(Count.BAD_RETURN),
                log.dropped(),
                refused);
    }

    @Override
    public List<RouteReport> routes() {
        return routing.situation().routes(counters::handedOff, counters::refused);
    }

    @Override
    public List<Problem> problems() {
        return routing.situation().problems();
    }

    @Override
    public List<ReservationReport> reservations() {
        return routing.situation().reservationReports();
    }

    @Override
    public Explanation explain(Question question) {
        Question here = listeners.stream()
                .filter(listener -> listener.address().endsWith(":" + question.port()))
                .findFirst()
                .map(listener -> question.onPort(listener.point().port()))
                .orElse(question);
        return routing.situation().explain(here);
    }

    @Override
    public @Nullable UnitReport describe(String unit) throws IOException {
        try (UnitSource source = sources.get()) {
            return routing.situation().describe(source, unit);
        }
    }

    @Override
    public void reload() throws IOException {
        try (UnitSource source = sources.get()) {
            routing.readAgain(source);
        }
    }

    private static String version() {
        return Objects.requireNonNullElse(Dispatcher.class.getPackage().getImplementationVersion(), "unreleased");
    }
}
