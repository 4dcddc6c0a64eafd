package org.usher.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.usher.address.IpAddress;
import org.usher.report.Inspection;
import org.usher.report.Question;
import org.usher.report.UnitReport;
import org.usher.varlink.CallFailure;
import org.usher.varlink.VarlinkCall;

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
    private final Map<String, Method> methods;

    Methods(Inspection inspection) {
        this.inspection = inspection;
        this.methods = Map.of(
                DISPATCHER + ".GetStatus", none -> Map.of("status", inspection.status()),
                DISPATCHER + ".ListRoutes", none -> Map.of("routes", inspection.routes()),
                DISPATCHER + ".ListProblems", none -> Map.of("problems", inspection.problems()),
                DISPATCHER + ".ListReservations", none -> Map.of("reservations", inspection.reservations()),
                DISPATCHER + ".Explain", this::explain,
                DISPATCHER + ".DescribeUnit", this::describe,
                DISPATCHER + ".Reload", none -> reload(),
                SERVICE + ".GetInfo", none -> info(),
                SERVICE + ".GetInterfaceDescription", Methods::description);
    }

    /**
     * Does what {@code call} asks and returns the parameters of the reply.
     *
     * @param root whether the caller is root: only root may change something
     */
    Map<String, ?> call(VarlinkCall call, boolean root) throws CallFailure {
        String name = call.method();
        if (call.upgrade()) {
            throw new CallFailure(SERVICE + ".MethodNotImplemented", Map.of("method", name));
        }
        if (name.equals(DISPATCHER + ".Reload") && !root) { // the one method that changes something
            throw new CallFailure(SERVICE + ".PermissionDenied", Map.of());
        }
        Method method = methods.get(name);
        if (method == null) {
            throw INTERFACES.contains(call.interfaceName())
                    ? new CallFailure(SERVICE + ".MethodNotFound", Map.of("method", name))
                    : interfaceNotFound(call.interfaceName());
        }
        List<String> declared = PARAMETERS.getOrDefault(name, List.of());
        for (Map.Entry<String, JsonNode> parameter : call.parameters().properties()) {
            if (!declared.contains(parameter.getKey())) {
                throw invalidParameter(parameter.getKey());
            }
        }
        return method.call(call.parameters());
    }

    private Map<String, ?> explain(ObjectNode parameters) throws CallFailure {
        return Map.of("explanation", inspection.explain(question(parameters)));
    }

    private Map<String, ?> describe(ObjectNode parameters) throws CallFailure {
        String unit = text(parameters, "unit");
        UnitReport report;
        try {
            report = inspection.describe(unit);
        } catch (IOException unreadable) {
            throw failed("UnitUnreadable", unreadable);
        }
        if (report == null) {
            throw new CallFailure(DISPATCHER + ".NoSuchUnit", Map.of("unit", unit));
        }
        return Map.of("description", report);
    }

    private static Question question(ObjectNode parameters) throws CallFailure {
        String scheme = text(parameters, "scheme");
        String address = text(parameters, "address");
        int port = parameters.path("port").asInt();
        String host = parameters.hasNonNull("host") ? text(parameters, "host") : null;
        String target = text(parameters, "target");
        try {
            return new Question(scheme, address, port, host, target);
        } catch (IllegalArgumentException unfit) {
            throw invalidParameter(IpAddress.parse(address) == null ? "address" : "port");
        }
    }

    private Map<String, ?> reload() throws CallFailure {
        try {
            inspection.reload();
            return Map.of();
        } catch (IOException unread) {
            throw failed("ReloadFailed", unread);
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
        String name = text(parameters, "interface");
        if (!INTERFACES.contains(name)) {
            throw interfaceNotFound(name);
        }
        try (InputStream text = Objects.requireNonNull(Methods.class.getResourceAsStream(name + ".varlink"))) {
            return Map.of("description", new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(ObjectNode parameters, String name) throws CallFailure {
        JsonNode value = parameters.path(name);
        if (!value.isTextual()) {
            throw invalidParameter(name);
        }
        return value.textValue();
    }

    /** A parameter is missing, unknown or has a value that it cannot have. */
    private static CallFailure invalidParameter(String parameter) {
        return new CallFailure(SERVICE + ".InvalidParameter", Map.of("parameter", parameter));
    }

    private static CallFailure interfaceNotFound(String name) {
        return new CallFailure(SERVICE + ".InterfaceNotFound", Map.of("interface", name));
    }

    private static CallFailure failed(String error, IOException why) {
        return new CallFailure(DISPATCHER + "." + error, Map.of("reason", String.valueOf(why.getMessage())));
    }
}
