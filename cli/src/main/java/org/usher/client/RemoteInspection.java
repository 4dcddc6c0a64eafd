package org.usher.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.usher.control.Explanation;
import org.usher.control.Inspection;
import org.usher.control.ProblemReport;
import org.usher.control.Question;
import org.usher.control.ReservationReport;
import org.usher.control.RouteReport;
import org.usher.control.StatusReport;
import org.usher.varlink.Json;
import org.usher.varlink.MessageStream;

/**
 * A dispatcher in another process, asked over its control socket: one connection for each question.
 *
 * <p>Every method throws {@link UnreachableException} if nobody answers. Properties that this version does not know are
 * ignored, so that it understands a dispatcher that is a little newer.
 */
public final class RemoteInspection implements Inspection {
    private static final String INTERFACE = "org.usher.Dispatcher.";
    /** Ten thousand routes are 3 MiB. */
    private static final int REPLY_SIZE_MAX = 64 << 20;

    /** Longer than a start of the dispatcher, which the question itself may cause. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path socket;

    /** Makes one that will ask at {@code socket}. */
    public RemoteInspection(Path socket) {
        this.socket = socket;
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
    public List<ProblemReport> problems() {
        return List.of(ask("ListProblems", Map.of(), "problems", ProblemReport[].class));
    }

    @Override
    public List<ReservationReport> reservations() {
        return List.of(ask("ListReservations", Map.of(), "reservations", ReservationReport[].class));
    }

    @Override
    public Explanation explain(Question question) {
        return ask("Explain", question, "explanation", Explanation.class);
    }

    @Override
    public void reload() {
        ask("Reload", Map.of());
    }

    private <T> T ask(String method, Object parameters, String property, Class<T> type) {
        JsonNode answer = ask(method, parameters).path(property);
        try {
            if (!answer.isContainerNode()) {
                throw new IOException("it has no " + property);
            }
            return READER.forType(type).readValue(answer);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UnreachableException(
                    method + " at " + socket + ": the answer is none that this usherctl understands", unreadable);
        }
    }

    private JsonNode ask(String method, Object parameters) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                MessageStream stream = new MessageStream(channel, REPLY_SIZE_MAX, PATIENCE)) {
            try (OutputStream out = stream.write()) {
                Json.MAPPER.writeValue(out, Map.of("method", INTERFACE + method, "parameters", parameters));
            }
            byte[] message = stream.read();
            if (message == null) {
                throw new IOException("the connection was closed without an answer");
            }
            return parameters(method, Json.read(message));
        } catch (IOException silent) {
            throw new UnreachableException(
                    "ask the dispatcher at " + socket + ": " + reason(silent)
                            + "; try: systemctl status usher.socket usher.service",
                    silent);
        }
    }

    /** The parameters of a reply; an error of the dispatcher is an IllegalStateException with its reason. */
    private static JsonNode parameters(String method, JsonNode reply) {
        JsonNode error = reply.path("error");
        JsonNode parameters = reply.path("parameters");
        if (error.isTextual()) {
            String detail = parameters instanceof ObjectNode object && object.has("reason")
                    ? object.path("reason").asText()
                    : error.asText() + " " + parameters;
            throw new IllegalStateException(method + ": " + detail);
        }
        return parameters;
    }

    private String reason(IOException failure) {
        if (!Files.exists(socket)) {
            return "there is no such socket";
        }
        if (failure instanceof ConnectException) {
            return "nobody listens";
        }
        return String.valueOf(failure.getMessage());
    }
}
