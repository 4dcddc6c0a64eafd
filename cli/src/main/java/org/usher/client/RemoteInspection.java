package org.usher.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.Inspection;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.StatusReport;
import org.usher.report.UnitReport;
import org.usher.varlink.Json;

/**
 * A dispatcher in another process, asked over its control socket. For one thread; closing it ends the connection.
 *
 * <p>Every method throws {@link UnreachableException} if there is no answer. Properties that this version does not know are
 * ignored, so that it understands a dispatcher that is a little newer.
 */
public final class RemoteInspection implements Inspection, Closeable {
    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path socket;
    private final Dialogue dialogue;

    /** Makes one that will ask at {@code socket}. */
    public RemoteInspection(Path socket) {
        this.socket = socket;
        this.dialogue = new Dialogue(socket);
    }

    /** Where it is asked. */
    public Path socket() {
        return socket;
    }

    @Override
    public StatusReport status() {
        return ask("GetStatus", Map.of(), "status", StatusReport.class);
    }

    @Override
    public List<RouteReport> routes() {
        return List.of(ask("ListRoutes", Map.of(), "routes", RouteReport[].class));
    }

    @Override
    public List<Problem> problems() {
        return List.of(ask("ListProblems", Map.of(), "problems", Problem[].class));
    }

    @Override
    public List<ReservationReport> reservations() {
        return List.of(ask("ListReservations", Map.of(), "reservations", ReservationReport[].class));
    }

    @Override
    public @Nullable UnitReport describe(String unit) {
        try {
            return ask("DescribeUnit", Map.of("unit", unit), "description", UnitReport.class);
        } catch (RefusedCallException refused) {
            if (refused.error().equals("org.usher.Dispatcher.NoSuchUnit")) {
                return null;
            }
            throw refused;
        }
    }

    @Override
    public Explanation explain(Question question) {
        return ask("Explain", question, "explanation", Explanation.class);
    }

    @Override
    public void reload() {
        dialogue.call("Reload", Map.of());
    }

    private <T> T ask(String method, Object parameters, String property, Class<T> type) {
        JsonNode answer = dialogue.call(method, parameters).path(property);
        try {
            if (!answer.isContainerNode()) {
                throw new IOException("it has no " + property);
            }
            return READER.forType(type).readValue(answer);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UnreachableException(
                    method + " at " + socket + ": this usherctl does not understand the answer", unreadable);
        }
    }

    @Override
    public void close() {
        dialogue.close();
    }
}
