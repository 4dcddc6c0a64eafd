package org.usher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.FixedInspection;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.report.StatusReport;
import org.usher.report.UnitReport;
import org.usher.varlink.CallFailure;
import org.usher.varlink.Json;
import org.usher.varlink.VarlinkCall;

class MethodsTest {
    private static final String DISPATCHER = "org.usher.Dispatcher.";
    private static final String QUESTION =
            """
            {"scheme":"http","address":"127.0.0.1","port":80,"host":"localhost","target":"/wiki/a%2f.."}""";

    private final FixedInspection inspection = new FixedInspection();
    private final Methods methods = new Methods(inspection);

    private static VarlinkCall call(String method, String parameters) throws IOException {
        return new VarlinkCall(method, (ObjectNode) Json.MAPPER.readTree(parameters), false, false);
    }

    private Map<String, ?> ask(String method) throws Exception {
        return methods.call(call(method, "{}"), false);
    }

    private CallFailure failure(String method, String parameters) {
        return assertThrows(CallFailure.class, () -> methods.call(call(method, parameters), false));
    }

    @Test
    void everybodyMayRead() throws Exception {
        assertEquals(Map.of("status", inspection.status()), ask(DISPATCHER + "GetStatus"));
        assertEquals(Map.of("routes", List.of(FixedInspection.WIKI)), ask(DISPATCHER + "ListRoutes"));
        assertEquals(Map.of("problems", List.of(FixedInspection.ERROR)), ask(DISPATCHER + "ListProblems"));
        assertEquals(Map.of("reservations", FixedInspection.RESERVATIONS), ask(DISPATCHER + "ListReservations"));
    }

    @Test
    void unitIsDescribedAndOneThatIsNotThereIsAnError() throws Exception {
        VarlinkCall describe = call(DISPATCHER + "DescribeUnit", "{\"unit\":\"wiki.socket\"}");
        assertEquals(Map.of("description", FixedInspection.UNIT), methods.call(describe, false));
        assertEquals(
                DISPATCHER + "NoSuchUnit",
                failure(DISPATCHER + "DescribeUnit", "{\"unit\":\"x.socket\"}")
                        .reply()
                        .get("error"));
        assertEquals(
                Map.of("parameter", "unit"),
                failure(DISPATCHER + "DescribeUnit", "{}").reply().get("parameters"));
    }

    @Test
    void rootMayReload() throws Exception {
        assertEquals(Map.of(), methods.call(call(DISPATCHER + "Reload", "{}"), true));
        assertEquals(List.of("reload"), inspection.asked());
    }

    @Test
    void othersMayNotReload() {
        assertEquals(
                "org.varlink.service.PermissionDenied",
                failure(DISPATCHER + "Reload", "{}").reply().get("error"));
        assertEquals(List.of(), inspection.asked());
    }

    @Test
    void failedReloadSaysWhy() throws IOException {
        inspection.failingToReload("the bus does not answer");
        VarlinkCall reload = call(DISPATCHER + "Reload", "{}");
        CallFailure failure = assertThrows(CallFailure.class, () -> methods.call(reload, true));
        assertEquals(DISPATCHER + "ReloadFailed", failure.reply().get("error"));
        assertEquals(
                Map.of("reason", "the bus does not answer"), failure.reply().get("parameters"));
    }

    @Test
    void targetIsExplainedAsItIsSent() throws Exception {
        methods.call(call(DISPATCHER + "Explain", QUESTION), false);
        assertEquals(
                List.of(new Question("http", "127.0.0.1", 80, "localhost", "/wiki/a%2f..").toString()),
                inspection.asked());
    }

    @Test
    void requestWithoutHostCanBeExplained() throws Exception {
        methods.call(call(DISPATCHER + "Explain", QUESTION.replace("\"host\":\"localhost\",", "")), false);
        assertEquals(
                List.of(new Question("http", "127.0.0.1", 80, null, "/wiki/a%2f..").toString()), inspection.asked());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            nothing          | {}                                                                            | scheme
            unknown property | {"scheme":"http","address":"::1","port":80,"target":"/","path":"/"}           | path
            port is a text   | {"scheme":"http","address":"::1","port":"x","target":"/"}                     | port
            no target        | {"scheme":"http","address":"::1","port":80}                                   | target
            port 0           | {"scheme":"http","address":"::1","port":0,"target":"/"}                       | port
            port too large   | {"scheme":"http","address":"::1","port":65536,"target":"/"}                   | port
            no address       | {"scheme":"http","address":"[::1]","port":80,"target":"/"}                    | address
            """)
    void questionThatIsNoneNamesItsParameter(String name, String parameters, String culprit) {
        CallFailure failure = failure(DISPATCHER + "Explain", parameters);
        assertEquals("org.varlink.service.InvalidParameter", failure.reply().get("error"));
        assertEquals(Map.of("parameter", culprit), failure.reply().get("parameters"), name);
    }

    @ParameterizedTest
    @CsvSource({"GetStatus, verbose", "ListRoutes, verbose", "Explain, path", "Reload, force"})
    void parameterThatIsNotDeclaredIsNamed(String method, String parameter) throws IOException {
        VarlinkCall call = call(DISPATCHER + method, "{\"" + parameter + "\":true}");
        CallFailure failure = assertThrows(CallFailure.class, () -> methods.call(call, true));
        assertEquals("org.varlink.service.InvalidParameter", failure.reply().get("error"));
        assertEquals(Map.of("parameter", parameter), failure.reply().get("parameters"));
        assertEquals(List.of(), inspection.asked());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "org.usher.Dispatcher.Shutdown, MethodNotFound",
        "org.varlink.service.Nothing, MethodNotFound",
        "io.systemd.Manager.Describe, InterfaceNotFound",
        "GetStatus, InterfaceNotFound",
        "., InterfaceNotFound"
    })
    void unknownMethodsAreNotFound(String method, String error) {
        assertEquals(
                "org.varlink.service." + error, failure(method, "{}").reply().get("error"));
    }

    @Test
    void nobodyMayUpgradeTheConnection() throws IOException {
        VarlinkCall upgrade =
                new VarlinkCall(DISPATCHER + "GetStatus", call("a.b", "{}").parameters(), false, true);
        CallFailure failure = assertThrows(CallFailure.class, () -> methods.call(upgrade, true));
        assertEquals("org.varlink.service.MethodNotImplemented", failure.reply().get("error"));
    }

    @Test
    void serviceNamesItsInterfaces() throws Exception {
        assertEquals(
                List.of("org.usher.Dispatcher", "org.varlink.service"),
                ask("org.varlink.service.GetInfo").get("interfaces"));
    }

    @Test
    void descriptionDeclaresEveryMethodAndEveryProperty() throws Exception {
        String text = String.valueOf(methods.call(
                        call("org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.usher.Dispatcher\"}"),
                        false)
                .get("description"));
        for (String method : List.of(
                "GetStatus", "ListRoutes", "ListProblems", "ListReservations", "Explain", "DescribeUnit", "Reload")) {
            assertTrue(text.contains("method " + method + "("), method);
        }
        for (Class<?> type : List.of(
                StatusReport.class,
                RouteReport.class,
                Problem.class,
                ReservationReport.class,
                Explanation.class,
                UnitReport.class,
                UnitReport.Line.class,
                UnitReport.ClaimReport.class,
                Explanation.Step.class)) {
            for (var component : type.getRecordComponents()) {
                assertTrue(text.contains("  " + component.getName() + ": "), type + " " + component.getName());
            }
        }
    }
}
