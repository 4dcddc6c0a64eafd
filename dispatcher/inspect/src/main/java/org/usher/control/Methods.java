package org.usher.control;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.usher.report.Inspection;
import org.usher.report.Question;
import org.usher.report.UnfitQuestionException;
import org.usher.report.UnitReport;
import org.usher.varlink.Call;
import org.usher.varlink.CallFailure;
import org.usher.varlink.Json;

/** The table of the methods that a client may call. A parameter that a method does not declare is refused. */
final class Methods {
    private static final String DISPATCHER = "org.usher.Dispatcher";
    private static final String SERVICE = "org.varlink.service";
    private static final List<String> INTERFACES = List.of(DISPATCHER, SERVICE);
    /** The parameters of the methods that have any. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            DISPATCHER + ".Explain", List.of("scheme", "address", "port", "host", "target"),
            DISPATCHER + ".DescribeUnit", List.of("unit"),
            SERVICE + ".GetInterfaceDescription", List.of("interface"));

    /** What one method does: its parameters in, an object whose properties are the parameters of the reply out. */
    private interface Method {
        Map<String, ?> call(ObjectNode parameters) throws CallFailure;
    }

    private final Inspection inspection;
    private final Map<String, Method> reading;
    private final Map<String, Method> changing;

    Methods(Inspection inspection) {
        this.inspection = inspection;
        this.reading = Map.of(
                DISPATCHER + ".GetStatus", none -> Map.of("status", inspection.status()),
                DISPATCHER + ".ListRoutes", none -> Map.of("routes", inspection.routes()),
                DISPATCHER + ".ListProblems", none -> Map.of("problems", inspection.problems()),
                DISPATCHER + ".ListReservations", none -> Map.of("reservations", inspection.reservations()),
                DISPATCHER + ".Explain", this::explain,
                DISPATCHER + ".DescribeUnit", this::describe,
                SERVICE + ".GetInfo", none -> info(),
                SERVICE + ".GetInterfaceDescription", Methods::description);
        this.changing = Map.of(DISPATCHER + ".Reload", none -> reload());
    }

    /**
     * Does what {@code call} asks and returns the parameters of the reply.
     *
     * @param root whether the caller is root: only root may change something
     */
    Map<String, ?> call(Call call, boolean root) throws CallFailure {
        if (call.upgrade()) {
            throw CallFailure.methodNotImplemented(call.method());
        }
        Method change = changing.get(call.method());
        if (change != null && !root) {
            throw CallFailure.permissionDenied();
        }
        Method method = change == null ? reading.get(call.method()) : change;
        if (method == null) {
            throw INTERFACES.contains(call.interfaceName())
                    ? CallFailure.methodNotFound(call.method())
                    : CallFailure.interfaceNotFound(call.interfaceName());
        }
        requireDeclared(call);
        return method.call(call.parameters());
    }

    private static void requireDeclared(Call call) throws CallFailure {
        List<String> declared = PARAMETERS.getOrDefault(call.method(), List.of());
        for (Map.Entry<String, JsonNode> parameter : call.parameters().properties()) {
            if (!declared.contains(parameter.getKey())) {
                throw CallFailure.invalidParameter(parameter.getKey());
            }
        }
    }

    private Map<String, ?> explain(ObjectNode parameters) throws CallFailure {
        return Map.of("explanation", inspection.explain(question(parameters)));
    }

    private Map<String, ?> describe(ObjectNode parameters) throws CallFailure {
        JsonNode unit = parameters.path("unit");
        if (!unit.isTextual()) {
            throw CallFailure.invalidParameter("unit");
        }
        UnitReport report;
        try {
            report = inspection.describe(unit.textValue());
        } catch (IllegalStateException unreadable) {
            throw new CallFailure(
                    DISPATCHER + ".UnitUnreadable", Map.of("reason", String.valueOf(unreadable.getMessage())));
        }
        if (report == null) {
            throw new CallFailure(DISPATCHER + ".NoSuchUnit", Map.of("unit", unit.textValue()));
        }
        return Map.of("description", report);
    }

    private static Question question(ObjectNode parameters) throws CallFailure {
        if (!parameters.has("host")) {
            parameters.putNull("host"); // the one that may be left out
        }
        try {
            return Json.MAPPER.treeToValue(parameters, Question.class);
        } catch (JsonMappingException unfit) {
            if (unfit.getCause() instanceof UnfitQuestionException question) {
                throw CallFailure.invalidParameter(question.parameter());
            }
            List<JsonMappingException.Reference> path = unfit.getPath();
            String parameter = path.isEmpty() ? null : path.get(0).getFieldName();
            throw CallFailure.invalidParameter(parameter == null ? "parameters" : parameter);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Map<String, ?> reload() throws CallFailure {
        try {
            inspection.reload();
            return Map.of();
        } catch (IllegalStateException unread) {
            throw new CallFailure(DISPATCHER + ".ReloadFailed", Map.of("reason", String.valueOf(unread.getMessage())));
        }
    }

    private Map<String, ?> info() {
        return Map.of(
                "vendor", "usher",
                "product", "usher",
                "version", inspection.status().version(),
                "url", "",
                "interfaces", INTERFACES);
    }

    private static Map<String, ?> description(ObjectNode parameters) throws CallFailure {
        JsonNode name = parameters.path("interface");
        if (!name.isTextual()) {
            throw CallFailure.invalidParameter("interface");
        }
        if (!INTERFACES.contains(name.textValue())) {
            throw CallFailure.interfaceNotFound(name.textValue());
        }
        return Map.of("description", resource(name.textValue() + ".varlink"));
    }

    private static String resource(String name) {
        try (InputStream text = Methods.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("the program is incomplete: it has no " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
